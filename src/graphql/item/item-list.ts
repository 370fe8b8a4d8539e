import type { Loaders } from '../../loaders/loaders.js';
import type { ItemStatus, OwnedItem } from '../../model/item.js';
import type { Page } from '../../store/store.js';
import { type Connection, connectionOf, pageRequest } from '../connection/connection.js';
import type { GatewayContext } from '../context.js';

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
