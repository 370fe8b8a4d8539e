import { Arg, Ctx, Extensions, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import type { AccountType } from '../../model/account.js';
import type { AuthNumbers } from '../../model/auth-numbers.js';
import { asAccountId } from '../../model/ids.js';
import type { Institution } from '../../model/institution.js';
import type { ItemStatus, ItemUpdateType, OwnedItem, PlaidItem, RequiredAction } from '../../model/item.js';
import type { PlaidError } from '../../model/plaid-error.js';
import { type AccountWithItem, withItem } from '../account/account-with-item.js';
import { AccountObjectType, AccountTypeEnum } from '../account/account.type.js';
import { AuthNumbersType } from '../auth-numbers/auth-numbers.type.js';
import type { GatewayContext } from '../context.js';
import { AUDITED } from '../extensions.js';
import { InstitutionType } from '../institution/institution.type.js';
import { PlaidErrorType } from '../plaid-error/plaid-error.type.js';
import { DateTime, upstreamUrl, Url } from '../scalars.js';
import type { ItemConnection } from './item-list.js';
import { readDisconnectTime } from './item-status.js';
import {
  ItemConnectionType,
  ItemStatusEnum,
  ItemType,
  ItemUpdatesType,
  ItemUpdateTypeEnum,
  RequiredActionEnum,
} from './item.type.js';

/** The fields of Item that the gateway works out itself or reads with a call of their own. */
@Resolver(() => ItemType)
export class ItemResolver {
  @FieldResolver(() => ID, {
    nullable: true,
    description: 'The id of the user who owns the Item. For support tools: null without the scope `operator`.',
  })
  ownerId(@Root() item: OwnedItem, @Ctx() { viewer }: GatewayContext): string | null {
    return viewer.scopes.has('operator') ? item.ownerId : null;
  }

  @FieldResolver(() => ItemStatusEnum, {
    description:
      'The status of the Item, for your UI to switch on. Never null. If Plaid cannot be reached, the status is UNKNOWN, and selecting `error` returns the reason.',
  })
  async status(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<ItemStatus> {
    return (await context.loaders.itemState(item)).status;
  }

  @FieldResolver(() => RequiredActionEnum, {
    description:
      'What the end user should do next. Derived together with `status`. Never null; WAIT while the status is UNKNOWN.',
  })
  async requiredAction(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<RequiredAction> {
    return (await context.loaders.itemState(item)).requiredAction;
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'When the institution will end access, according to the latest PENDING_DISCONNECT webhook. Null if there was none, if the Item was repaired since, or if the time passed without a disconnection.',
  })
  async disconnectTime(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<Date | null> {
    return readDisconnectTime(context, item);
  }

  @FieldResolver(() => Boolean, {
    description:
      'True if the institution has accounts that the end user has not shared yet. To offer them, open Link in update mode with `update: { accountSelectionEnabled: true }`. False again once the end user has finished it.',
  })
  async newAccountsAvailable(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<boolean> {
    return (await context.loaders.itemWebhookSignals(item)).newAccountsAvailable;
  }

  @FieldResolver(() => InstitutionType, {
    nullable: true,
    description:
      "The institution's public profile, cached for up to a day. Searched in the operator's configured countries first, then in all others that Plaid serves. Null if `institutionId` is null, or if Plaid no longer lists the institution.",
  })
  async institution(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<Institution | null> {
    const { institutionId } = await context.loaders.itemDiagnosis(item);
    return institutionId && context.loaders.institutionAnywhere(institutionId, context.settings.countryCodes);
  }

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
    const accounts = await context.loaders.accounts(item);
    return accounts
      .filter((account) => ids?.some((id) => id === account.id) ?? true)
      .filter((account) => types?.includes(account.type) ?? true)
      .map((account) => withItem(account, item));
  }

  @Extensions(AUDITED)
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

/** Counting is a query of its own, so it happens only when it is selected. */
@Resolver(() => ItemConnectionType)
export class ItemConnectionResolver {
  @FieldResolver(() => Int, {
    description: 'The number of Items in the list across all pages, with the same `status` filter.',
  })
  async totalCount(@Root() connection: ItemConnection, @Ctx() context: GatewayContext): Promise<number> {
    return connection.knownTotal ?? context.loaders.itemCount();
  }
}

/** The fields of Item that come from /item/get: one call for all of them, whichever are selected. */
@Resolver(() => ItemType)
export class PlaidItemResolver {
  @FieldResolver(() => PlaidErrorType, {
    nullable: true,
    description:
      'What Plaid reports as wrong with the Item, from whichever Plaid call failed. `status` and `requiredAction` are derived from it. Null if nothing is wrong. Cleared as soon as the Item is repaired.',
  })
  async error(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<PlaidError | null> {
    // What keeps Plaid from being asked is told here, and only here.
    await context.loaders.itemDiagnosis(item);
    return (await context.loaders.itemState(item)).error;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Plaid's institution_id, such as `ins_109508`. Null for Items created by Same-Day Micro-deposits, which have no institution.",
  })
  async institutionId(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return (await context.loaders.itemDiagnosis(item)).institutionId;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "The institution's name, for display. Selecting it makes no extra Plaid call. Null if `institutionId` is null.",
  })
  async institutionName(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return (await context.loaders.itemDiagnosis(item)).institutionName;
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Products that the institution offers for this Item but that are not in use yet. Never overlaps with `billedProducts`. Null if Plaid does not report it.',
  })
  async availableProducts(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.plaidItem(item)).availableProducts;
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Products in use for which Plaid bills the operator, such as `auth`. Null if Plaid does not report it.',
  })
  async billedProducts(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.plaidItem(item)).billedProducts;
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Products that were added to the Item, whether billed already or not. Null if Plaid does not report it.',
  })
  async products(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.plaidItem(item)).products;
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Products for which the end user gave consent, in use or not. Null if the Item was linked without collecting consent.',
  })
  async consentedProducts(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.plaidItem(item)).consentedProducts;
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'The use cases that the end user agreed to in Link, in the wording shown there. Null if none were requested.',
  })
  async consentedUseCases(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.plaidItem(item)).consentedUseCases;
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'The types of data that the end user agreed to share, such as `account_balance_info`. Null if none were requested.',
  })
  async consentedDataScopes(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.plaidItem(item)).consentedDataScopes;
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      "When the end user's consent expires, in UTC. The status then becomes LOGIN_REQUIRED. Null if the consent does not expire.",
  })
  async consentExpirationTime(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<Date | null> {
    return (await context.loaders.plaidItem(item)).consentExpirationTime;
  }

  @FieldResolver(() => ItemUpdateTypeEnum, {
    nullable: true,
    description: 'Whether Plaid can refresh the data without the end user. Null if Plaid does not report it.',
  })
  async updateType(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<ItemUpdateType | null> {
    return (await context.loaders.plaidItem(item)).updateType;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'How the account numbers were verified, such as `INSTANT_AUTH`. Null until the Item has account numbers.',
  })
  async authMethod(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return (await context.loaders.plaidItem(item)).authMethod;
  }

  @FieldResolver(() => Url, {
    nullable: true,
    description:
      "The URL to which Plaid sends this Item's webhooks, normally that of this gateway. Null if none is set; no events are received then.",
  })
  async webhook(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return upstreamUrl((await context.loaders.plaidItem(item)).webhook);
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'When Plaid created the Item, shortly before `linkedAt`. Null for older Items for which Plaid did not record it.',
  })
  async createdAt(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<Date | null> {
    return (await context.loaders.plaidItem(item)).createdAt;
  }

  @FieldResolver(() => ItemUpdatesType, {
    nullable: true,
    description: 'When data was last refreshed and which webhook Plaid sent last. Null if Plaid does not report it.',
  })
  async updates(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<PlaidItem['updates']> {
    return (await context.loaders.plaidItem(item)).updates;
  }
}
