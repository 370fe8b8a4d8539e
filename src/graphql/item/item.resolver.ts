import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { nextAccessExpiry } from '../../model/access-warning.js';
import type { AccountType } from '../../model/account.js';
import type { AuthNumbers } from '../../model/auth-numbers.js';
import { asAccountId, asItemId } from '../../model/ids.js';
import type { Institution } from '../../model/institution.js';
import type { ItemStatus, ItemUpdateType, OwnedItem, PlaidItem, RequiredAction } from '../../model/item.js';
import type { PlaidError } from '../../model/plaid-error.js';
import { accountsGet } from '../../plaid/endpoints/accounts-get.js';
import { authGet } from '../../plaid/endpoints/auth-get.js';
import { institutionsGetById } from '../../plaid/endpoints/institutions.js';
import { itemGet } from '../../plaid/endpoints/item-get.js';
import { itemAccessTokenInvalidate, itemRemove, itemWebhookUpdate } from '../../plaid/endpoints/item-writes.js';
import { type AccountWithItem, withItem } from '../account/account-with-item.js';
import { AccountObjectType, AccountTypeEnum } from '../account/account.type.js';
import { AuthNumbersType } from '../auth-numbers/auth-numbers.type.js';
import { DEFAULT_PAGE_SIZE } from '../connection/connection.js';
import type { GatewayContext } from '../context.js';
import { InstitutionType } from '../institution/institution.type.js';
import { PlaidErrorType } from '../plaid-error/plaid-error.type.js';
import { Calls, Reads, ReadsStore } from '../reads.js';
import { DateTime, upstreamUrl, Url } from '../scalars.js';
import { ITEM_LIST_DOCS, type ItemConnection, listItems } from './item-list.js';
import { RemoveItemInput, RotateAccessTokenInput, UpdateItemWebhookInput } from './item.input.js';
import {
  ItemConnectionType,
  ItemStatusEnum,
  ItemType,
  ItemUpdatesType,
  ItemUpdateTypeEnum,
  RemoveItemPayload,
  RequiredActionEnum,
  RotateAccessTokenPayload,
  UpdateItemWebhookPayload,
} from './item.type.js';

@Resolver()
export class ItemQueries {
  @Authorized('items:read')
  @ReadsStore()
  @Query(() => ItemType, {
    nullable: true,
    description:
      'One Item, by its id. Null if the Item does not exist, was removed, or belongs to another user. Needs the scope `items:read`.',
  })
  item(
    @Ctx() context: GatewayContext,
    @Arg('id', () => ID, { description: "Plaid's item_id." }) id: string,
  ): Promise<OwnedItem | null> {
    return context.loaders.itemById(asItemId(id));
  }

  @Authorized('items:read')
  @ReadsStore()
  @Query(() => ItemConnectionType, {
    description: `${ITEM_LIST_DOCS.list} Needs the scope \`items:read\`.`,
  })
  items(
    @Ctx() context: GatewayContext,
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: ITEM_LIST_DOCS.first })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: ITEM_LIST_DOCS.after }) after: string | null,
    @Arg('status', () => [ItemStatusEnum], { nullable: true, description: ITEM_LIST_DOCS.status })
    status: ItemStatus[] | null,
  ): Promise<ItemConnection> {
    return listItems(context, { first, after, status });
  }
}

@Resolver()
export class ItemMutations {
  @Calls(itemRemove)
  @Mutation(() => RemoveItemPayload, {
    description:
      'Removes an Item: revokes access at Plaid and deletes the Item, its access token and its accounts from the gateway. This cannot be undone; the end user would have to link again. Safe to retry after a lost connection; once the Item is removed, a retry returns NOT_FOUND. Needs the scope `items:write`. Errors: NOT_FOUND and any UPSTREAM code.',
  })
  async removeItem(
    @Ctx() context: GatewayContext,
    @Arg('input', () => RemoveItemInput, { description: 'The Item and the reason.' }) input: RemoveItemInput,
  ): Promise<RemoveItemPayload> {
    const { reasonCode = null, reasonNote = null } = input;
    const removedItemId = await context.actions.removeItem({ itemId: asItemId(input.itemId), reasonCode, reasonNote });
    context.renewLoaders();
    return { removedItemId };
  }

  @Calls(itemWebhookUpdate)
  @Mutation(() => UpdateItemWebhookPayload, {
    description:
      "Changes the URL to which Plaid sends an Item's webhooks. Plaid confirms with a WEBHOOK_UPDATE_ACKNOWLEDGED webhook to the new URL. Idempotent. Needs the scope `items:write`. Errors: BAD_USER_INPUT (origin not allowed), NOT_FOUND and any UPSTREAM code.",
  })
  async updateItemWebhook(
    @Ctx() context: GatewayContext,
    @Arg('input', () => UpdateItemWebhookInput, { description: 'The Item and the new URL.' })
    input: UpdateItemWebhookInput,
  ): Promise<UpdateItemWebhookPayload> {
    const webhook = input.webhook?.href ?? null;
    const item = await context.actions.updateItemWebhook({ itemId: asItemId(input.itemId), webhook });
    context.renewLoaders();
    return { item };
  }

  @Calls(itemAccessTokenInvalidate)
  @Mutation(() => RotateAccessTokenPayload, {
    description:
      'Replaces the access token that the gateway stores for an Item. The old token stops working immediately. Nothing changes for your app, because no API ever returns an access token. Use it if a copy of the database may have leaked. Needs the scope `items:write`. Errors: NOT_FOUND and any UPSTREAM code.',
  })
  async rotateAccessToken(
    @Ctx() context: GatewayContext,
    @Arg('input', () => RotateAccessTokenInput, { description: 'The Item whose token to replace.' })
    input: RotateAccessTokenInput,
  ): Promise<RotateAccessTokenPayload> {
    const item = await context.actions.rotateAccessToken(asItemId(input.itemId));
    context.renewLoaders();
    return { item };
  }
}

/** The fields of Item that the gateway derives, or that need a Plaid call of their own. */
@Resolver(() => ItemType)
export class ItemResolver {
  @ReadsStore()
  @FieldResolver(() => ID, {
    nullable: true,
    description: 'The id of the user who owns the Item. For support tools: null without the scope `operator`.',
  })
  ownerId(@Root() item: OwnedItem, @Ctx() { viewer }: GatewayContext): string | null {
    return viewer.scopes.has('operator') ? item.ownerId : null;
  }

  @Reads(itemGet)
  @FieldResolver(() => ItemStatusEnum, {
    description:
      'The status of the Item, for your UI to switch on. Never null. If Plaid cannot be reached, the status is UNKNOWN, and selecting `error` returns the reason.',
  })
  async status(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<ItemStatus> {
    return (await context.loaders.itemState(item)).status;
  }

  @Reads(itemGet)
  @FieldResolver(() => RequiredActionEnum, {
    description:
      'What the end user should do next. Derived together with `status`. Never null. While the status is UNKNOWN, it is WAIT, or CONTACT_SUPPORT if Plaid rejects the gateway itself.',
  })
  async requiredAction(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<RequiredAction> {
    return (await context.loaders.itemState(item)).requiredAction;
  }

  @Reads(itemGet)
  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'When the institution will end access, according to the latest PENDING_DISCONNECT webhook. Null if there was none, if the Item was repaired since, or if the time passed without a disconnection.',
  })
  async disconnectTime(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<Date | null> {
    return readDisconnectTime(context, item);
  }

  @ReadsStore()
  @FieldResolver(() => Boolean, {
    description:
      'True if the institution has accounts that the end user has not shared yet. To offer them, open Link in update mode with `update: { accountSelectionEnabled: true }`. False again once the end user has finished it.',
  })
  async newAccountsAvailable(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<boolean> {
    return (await context.loaders.itemWebhookSignals(item)).newAccountsAvailable;
  }

  @Reads(itemGet, institutionsGetById)
  @FieldResolver(() => InstitutionType, {
    nullable: true,
    description:
      "The institution's public profile, cached for up to a day. Searched in the operator's configured countries first, then in all others that Plaid serves. Null if `institutionId` is null, or if Plaid no longer lists the institution.",
  })
  async institution(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<Institution | null> {
    const { institutionId } = await context.loaders.itemDiagnosis(item);
    return (
      institutionId && context.loaders.institution(institutionId, context.settings.countryCodes, { anywhere: true })
    );
  }

  @Reads(accountsGet)
  @FieldResolver(() => [AccountObjectType], {
    nullable: true,
    description:
      'The accounts that the end user shared, with their last known balances. Cached for up to 15 minutes. Empty if no account matches the filters. Null with an error if Plaid cannot return the accounts.',
  })
  async accounts(
    @Root() item: OwnedItem,
    @Ctx() context: GatewayContext,
    @Arg('ids', () => [ID], {
      nullable: true,
      description: 'Only accounts with these ids. Ids that are not in the Item are ignored. If null, all accounts.',
    })
    ids: string[] | null,
    @Arg('types', () => [AccountTypeEnum], {
      nullable: true,
      description: 'Only accounts of these types. If null, all types.',
    })
    types: AccountType[] | null,
  ): Promise<AccountWithItem[]> {
    const accounts = await context.loaders.load(accountsGet, item);
    return accounts
      .filter((account) => ids?.some((id) => id === account.id) ?? true)
      .filter((account) => types?.includes(account.type) ?? true)
      .map((account) => withItem(account, item));
  }

  @Reads(authGet)
  @FieldResolver(() => AuthNumbersType, {
    nullable: true,
    description:
      'Full account and routing numbers, for moving money. Cached for up to 15 minutes. Needs the scope `auth_numbers:read` (otherwise FORBIDDEN). Every read is written to the audit log before the numbers are returned. Null with an error if the end user must act first (ITEM_ACTION_REQUIRED), if micro-deposits are pending (PRODUCT_NOT_READY), or if no account has numbers (PRODUCT_NOT_SUPPORTED).',
  })
  async authNumbers(
    @Root() item: OwnedItem,
    @Ctx() context: GatewayContext,
    @Arg('accountIds', () => [ID], {
      nullable: true,
      description:
        'Only these accounts. An id that is not in this Item returns BAD_USER_INPUT. If null, all accounts that have numbers.',
    })
    accountIds: string[] | null,
  ): Promise<AuthNumbers> {
    return context.loaders.authNumbers(item, accountIds?.map(asAccountId) ?? null);
  }
}

/** Counting takes a database query, so it runs only if the field is selected. */
@Resolver(() => ItemConnectionType)
export class ItemConnectionResolver {
  @ReadsStore()
  @FieldResolver(() => Int, {
    description: 'The number of Items in the list across all pages, with the same `status` filter.',
  })
  async totalCount(@Root() connection: ItemConnection, @Ctx() context: GatewayContext): Promise<number> {
    return connection.knownTotal ?? context.loaders.itemCount();
  }
}

/** The fields of Item from /item/get, which share one Plaid call. */
@Resolver(() => ItemType)
export class PlaidItemResolver {
  @Reads(itemGet)
  @FieldResolver(() => PlaidErrorType, {
    nullable: true,
    description:
      'What Plaid reports as wrong with the Item, from whichever Plaid call failed. `status` and `requiredAction` are derived from it. Null if nothing is wrong. Cleared as soon as the Item is repaired.',
  })
  async error(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<PlaidError | null> {
    // Of the fields that describe the state, only this one reports why Plaid could not be reached.
    await context.loaders.itemDiagnosis(item);
    return (await context.loaders.itemState(item)).error;
  }

  @Reads(itemGet)
  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Plaid's institution_id, such as `ins_109508`. Null for Items created by Same-Day Micro-deposits, which have no institution.",
  })
  async institutionId(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return (await context.loaders.itemDiagnosis(item)).institutionId;
  }

  @Reads(itemGet)
  @FieldResolver(() => String, {
    nullable: true,
    description:
      "The institution's name, for display. Selecting it makes no extra Plaid call. Null if `institutionId` is null.",
  })
  async institutionName(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return (await context.loaders.itemDiagnosis(item)).institutionName;
  }

  @Reads(itemGet)
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Products that the institution offers for this Item but that are not in use yet. Never overlaps with `billedProducts`. Null if Plaid does not report it.',
  })
  async availableProducts(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.load(itemGet, item)).availableProducts;
  }

  @Reads(itemGet)
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Products in use for which Plaid bills the operator, such as `auth`. Null if Plaid does not report it.',
  })
  async billedProducts(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.load(itemGet, item)).billedProducts;
  }

  @Reads(itemGet)
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Products that were added to the Item, whether billed already or not. Null if Plaid does not report it.',
  })
  async products(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.load(itemGet, item)).products;
  }

  @Reads(itemGet)
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Products for which the end user gave consent, in use or not. Null if the Item was linked without collecting consent.',
  })
  async consentedProducts(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.load(itemGet, item)).consentedProducts;
  }

  @Reads(itemGet)
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'The use cases that the end user agreed to in Link, in the wording shown there. Null if none were requested.',
  })
  async consentedUseCases(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.load(itemGet, item)).consentedUseCases;
  }

  @Reads(itemGet)
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'The types of data that the end user agreed to share, such as `account_balance_info`. Null if none were requested.',
  })
  async consentedDataScopes(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.load(itemGet, item)).consentedDataScopes;
  }

  @Reads(itemGet)
  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      "When the end user's consent expires, in UTC. The status then becomes LOGIN_REQUIRED. Null if the consent does not expire.",
  })
  async consentExpirationTime(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<Date | null> {
    return (await context.loaders.load(itemGet, item)).consentExpirationTime;
  }

  @Reads(itemGet)
  @FieldResolver(() => ItemUpdateTypeEnum, {
    nullable: true,
    description: 'Whether Plaid can refresh the data without the end user. Null if Plaid does not report it.',
  })
  async updateType(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<ItemUpdateType | null> {
    return (await context.loaders.load(itemGet, item)).updateType;
  }

  @Reads(itemGet)
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'How the account numbers were verified, such as `INSTANT_AUTH`. Null until the Item has account numbers.',
  })
  async authMethod(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return (await context.loaders.load(itemGet, item)).authMethod;
  }

  @Reads(itemGet)
  @FieldResolver(() => Url, {
    nullable: true,
    description:
      "The URL to which Plaid sends this Item's webhooks, normally that of this gateway. Null if none is set; no events are received then.",
  })
  async webhook(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return upstreamUrl((await context.loaders.load(itemGet, item)).webhook);
  }

  @Reads(itemGet)
  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'When Plaid created the Item, shortly before `linkedAt`. Null for older Items for which Plaid did not record it.',
  })
  async createdAt(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<Date | null> {
    return (await context.loaders.load(itemGet, item)).createdAt;
  }

  @Reads(itemGet)
  @FieldResolver(() => ItemUpdatesType, {
    nullable: true,
    description: 'When data was last refreshed and which webhook Plaid sent last. Null if Plaid does not report it.',
  })
  async updates(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<PlaidItem['updates']> {
    return (await context.loaders.load(itemGet, item)).updates;
  }
}

/** When the institution will end access. If Plaid cannot be reached, only the recorded webhooks are considered. */
async function readDisconnectTime(context: GatewayContext, item: OwnedItem): Promise<Date | null> {
  const [plaidItem, signals] = await Promise.allSettled([
    context.loaders.itemDiagnosis(item),
    context.loaders.itemWebhookSignals(item),
  ]);
  if (signals.status === 'rejected') throw signals.reason;
  const consentEnd = plaidItem.status === 'rejected' ? null : plaidItem.value.consentExpirationTime;
  const expiry = nextAccessExpiry(signals.value, consentEnd, context.now());
  return expiry?.kind === 'disconnect' ? expiry.at : null;
}
