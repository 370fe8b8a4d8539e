import type { Loaders } from '../../loaders/loaders.js';
import type { ItemStatus, OwnedItem } from '../../model/item.js';
import type { Page } from '../../store/store.js';
import { type Connection, connectionOf } from '../connection/connection.js';
import { pageRequest } from '../connection/page-request.js';
import type { GatewayContext } from '../context.js';

/** Arguments of every list of Items. */
export interface ItemListArgs {
  first: number | null | undefined;
  after: string | null | undefined;
  status: ItemStatus[] | null | undefined;
}

/** A connection that already knows how many Items the whole list has, or leaves that to be counted (null). */
export interface ItemConnection extends Connection<OwnedItem> {
  knownTotal: number | null;
}

type Entries = Page<OwnedItem>['entries'];

/**
 * A page of the viewer's Items, or of everybody's to an operator; what is shown of others is on record before it is
 * answered.
 */
export async function listItems(context: GatewayContext, args: ItemListArgs): Promise<ItemConnection> {
  const list = await readList(context, args);
  await context.loaders.recordItemsShown(list.edges.map(({ node }) => node));
  return list;
}

/** A status filter has to know the state of every Item, so it reads all of them. */
async function readList(context: GatewayContext, args: ItemListArgs): Promise<ItemConnection> {
  const request = pageRequest(context, 'items', args);
  if (args.status == null) {
    const page = await context.loaders.itemPage(request);
    return { ...connectionOf(context, 'items', request, page), knownTotal: null };
  }
  const matching = await keepStatuses(
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

async function keepStatuses(context: GatewayContext, entries: Entries, wanted: ItemStatus[]): Promise<Entries> {
  const states = await Promise.all(entries.map(({ node }) => context.loaders.itemState(node)));
  return entries.filter((_, index) => wanted.some((status) => status === states[index]?.status));
}

/** All of the viewer's own Items, oldest first. */
export async function ownItems(context: GatewayContext): Promise<OwnedItem[]> {
  return (await readAll(context, (page) => context.loaders.ownItemPage(page))).map((entry) => entry.node);
}
