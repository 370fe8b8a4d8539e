import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Loaders } from '../../loaders/loaders.js';
import { nextAccessExpiry } from '../../model/access-warning.js';
import type { AccountType } from '../../model/account.js';
import type { AuthNumbers } from '../../model/auth-numbers.js';
import { asAccountId, asItemId } from '../../model/ids.js';
import type { Institution } from '../../model/institution.js';
import type { ItemStatus, OwnedItem, RequiredAction } from '../../model/item.js';
import { accountsGet } from '../../plaid/endpoints/accounts-get.js';
import { authGet } from '../../plaid/endpoints/auth-get.js';
import { institutionsGetById } from '../../plaid/endpoints/institutions.js';
import { itemGet } from '../../plaid/endpoints/item-get.js';
import { itemAccessTokenInvalidate, itemRemove, itemWebhookUpdate } from '../../plaid/endpoints/item-writes.js';
import type { Page } from '../../store/store.js';
import type { AccountWithItem } from '../account/account-with-item.js';
import { AccountObjectType, AccountTypeEnum } from '../account/account.type.js';
import { AuthNumbersType } from '../auth-numbers/auth-numbers.type.js';
import { type Connection, connectionOf, DEFAULT_PAGE_SIZE, pageRequest } from '../connection/connection.js';
import type { GatewayContext } from '../context.js';
import { InstitutionType } from '../institution/institution.type.js';
import { Calls, Reads, ReadsStore } from '../reads.js';
import { DateTime } from '../scalars.js';
import { RemoveItemInput, RotateAccessTokenInput, UpdateItemWebhookInput } from './item.input.js';
import {
  ItemConnectionType,
  ItemStatusEnum,
  ItemType,
  RemoveItemPayload,
  RequiredActionEnum,
  RotateAccessTokenPayload,
  UpdateItemWebhookPayload,
} from './item.type.js';

/** The descriptions of `Query.items` and `Viewer.items`, which are the same list. */
export const ITEM_LIST_DOCS = {
  list: "Your Items, in the order they were linked, oldest first. Listing them makes no Plaid call, but filtering by `status` calls Plaid for every Item whose status is not cached. With the additional scope `operator`, the list contains the Items of all users, and each page is written to the audit log. Of other users' Items, an operator can read only `id`, `ownerId`, `linkedAt`, `status`, `requiredAction`, `error`, `disconnectTime`, `newAccountsAvailable` and the institution; other fields return FORBIDDEN.",
  first:
    "The maximum number of Items to return, from 1 to the operator's page limit (100 by default), otherwise BAD_USER_INPUT.",
  after:
    'Returns the Items after this cursor. If null, starts at the beginning. A string that is not a cursor of this list returns BAD_USER_INPUT.',
  status:
    'Only Items with one of these statuses. If null, all Items. An Item whose status cannot be fetched from Plaid counts as UNKNOWN.',
} as const;

/** The arguments of a list of Items. */
export interface ItemListArgs {
  first: number | null | undefined;
  after: string | null | undefined;
  status: ItemStatus[] | null | undefined;
}

/** A page of Items. `knownTotal` is null if the total has to be counted when selected. */
export interface ItemConnection extends Connection<OwnedItem> {
  knownTotal: number | null;
}

type Entries = Page<OwnedItem>['entries'];

/** A page of the viewer's Items, or of all Items for an operator. Other users' Items are audited before they are returned. */
export async function listItems(context: GatewayContext, args: ItemListArgs): Promise<ItemConnection> {
  const list = await readList(context, args);
  await context.loaders.recordItemsShown(list.edges.map(({ node }) => node));
  return list;
}

/** A status filter needs the state of every Item, so it reads all of them. */
async function readList(context: GatewayContext, args: ItemListArgs): Promise<ItemConnection> {
  const request = pageRequest(context, 'items', args);
  if (args.status == null) {
    const page = await context.loaders.itemPage(request);
    return { ...connectionOf(context, 'items', request, page), knownTotal: null };
  }
  const matching = await filterByStatus(
    context,
    await readAll(context, (page) => context.loaders.itemPage(page)),
    args.status,
  );
  const rest = matching.filter((entry) => entry.position > (request.after ?? -Infinity));
  const page = { entries: rest.slice(0, request.first), hasNextPage: rest.length > request.first };
  return { ...connectionOf(context, 'items', request, page), knownTotal: matching.length };
}

async function readAll(context: GatewayContext, readPage: Loaders['itemPage']): Promise<Entries> {
  const entries: Entries = [];
  for (let after: number | null = null, more = true; more;) {
    const page: Page<OwnedItem> = await readPage({ first: context.settings.pageSize, after });
    entries.push(...page.entries);
    after = page.entries.at(-1)?.position ?? after;
    more = page.hasNextPage && page.entries.length > 0;
  }
  return entries;
}

async function filterByStatus(context: GatewayContext, entries: Entries, statuses: ItemStatus[]): Promise<Entries> {
  const states = await Promise.all(entries.map(({ node }) => context.loaders.itemState(node)));
  return entries.filter((_, index) => statuses.some((status) => status === states[index]?.status));
}

/** All Items the viewer owns, oldest first. */
export async function ownItems(context: GatewayContext): Promise<OwnedItem[]> {
  return (await readAll(context, (page) => context.loaders.ownItemPage(page))).map((entry) => entry.node);
}

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
      'The status of the Item. Branch on it in your UI. Never null. If Plaid cannot be reached, the status is UNKNOWN, and selecting `error` adds a GraphQL error with the reason.',
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
      'When the institution will end access, according to the latest PENDING_DISCONNECT webhook. Null if there was none, if the Item has since been repaired, or if the time has passed without a disconnection.',
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
      .map((account) => ({ ...account, item }));
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
