import type { Account } from '../model/account.js';
import type { OwnedItem } from '../model/item.js';
import type { ArgsOf, CallableEndpoint, Endpoint, ItemEndpoint, PublicEndpoint } from '../plaid/endpoint.js';
import { accountsGet } from '../plaid/endpoints/accounts-get.js';
import type { PlaidCall } from '../plaid/plaid-call.js';
import { gatherWrites } from './idle-signal.js';
import { itemKey, type LoaderContext, memoizeByKey, type OperationContext } from './loader-context.js';
import { type AccountIndexer, createAccountIndexer } from './account-indexer.js';
import { onlyOwn, requireScope } from './own-items.js';
import { createReadAudit, type ReadAudit } from './read-audit.js';

type ItemCall<Result> = CallableEndpoint<[item: OwnedItem, ...args: unknown[]], Result>;

/** Loads what an endpoint returns for an Item: `load(accountsGet, item)`, `load(itemActivityList, item, page)`. */
export type Load = <Args, Result>(
  endpoint: ItemEndpoint<Args, Result>,
  item: OwnedItem,
  ...args: ArgsOf<Args>
) => Promise<Result>;

/** Loads what an endpoint without an Item returns: `loadPublic(institutionsSearch, search)`. */
export type LoadPublic = <Args, Result>(endpoint: PublicEndpoint<Args, Result>, args: Args) => Promise<Result>;

/**
 * The default loader of an Item's data. It follows the description of the endpoint: it requires the scope, refuses Items of
 * other owners, reads through the cache, and writes audit records. Equal requests within one operation are one read.
 */
export function load(context: OperationContext): Load {
  const { viewer } = context;
  const indexed = createAccountIndexer(context);
  const disclose = gatherWrites(context.reads, async (reads: readonly AuditedRead[]) => {
    await Promise.all(reads.map(({ audit, item }) => audit.record([{ item, accountIds: new Set() }])));
  });

  const read = async ({ endpoint, item, args }: ItemRead): Promise<unknown> => {
    const audit = createReadAudit(context, endpoint);
    const value = await readItem(context, { endpoint, item, args, audit, indexed });
    if (audit !== null) await disclose({ audit, item });
    return value;
  };
  const readersByEndpoint = new Map<ItemCall<unknown>, (request: ItemRead) => Promise<unknown>>();
  const readOnce = (request: ItemRead): Promise<unknown> => {
    const reader = readersByEndpoint.get(request.endpoint) ?? memoizeByKey(readKey, read);
    readersByEndpoint.set(request.endpoint, reader);
    return reader(request);
  };
  const readOwn = onlyOwn(viewer, (item: OwnedItem, endpoint: ItemCall<unknown>, args: unknown[]) =>
    readOnce({ endpoint, item, args }),
  );

  return (async (endpoint: ItemCall<unknown>, item: OwnedItem, ...args: unknown[]) => {
    requireScope(viewer, endpoint);
    return readOwn(item, endpoint, args);
  }) as Load;
}

interface ItemRead {
  endpoint: ItemCall<unknown>;
  item: OwnedItem;
  args: unknown[];
}

interface AuditedRead {
  audit: ReadAudit;
  item: OwnedItem;
}

/** Most endpoints take no arguments, and then no JSON is built. */
const readKey = ({ item, args }: ItemRead): string =>
  args.length === 0 ? itemKey(item) : `${itemKey(item)} ${JSON.stringify(args)}`;

/** The default loader of what belongs to no Item. It requires the scope of the endpoint and reads through the cache. */
export function loadPublic(context: LoaderContext): LoadPublic {
  const { viewer, plaid } = context;
  const read = memoizeByKey(
    (request: { endpoint: PublicEndpoint<unknown, unknown>; args: unknown }) =>
      JSON.stringify([request.endpoint.path, request.args]),
    ({ endpoint, args }) =>
      readPublic(context, endpoint, JSON.stringify(args), (shared) => plaid.call(endpoint, args, shared)),
  );
  return (async (endpoint: PublicEndpoint<unknown, unknown>, args: unknown) => {
    requireScope(viewer, endpoint);
    return read({ endpoint, args });
  }) as LoadPublic;
}

/**
 * Reads an Item's data from the cache, or from Plaid when the cache has none. Checks no permission. With `audit`, Plaid is
 * called only after the record of that call is durable. `indexed` receives what /accounts/get returns.
 */
export function readItem<Args, Result>(
  { cache, plaid, call, reads }: OperationContext,
  request: {
    endpoint: ItemEndpoint<Args, Result>;
    item: OwnedItem;
    args?: unknown[];
    audit?: ReadAudit | null;
    indexed?: AccountIndexer;
  },
): Promise<Result> {
  const { item, args = [], audit, indexed } = request;
  const endpoint = request.endpoint as unknown as ItemCall<Result>;
  const fetch = (shared: PlaidCall): Promise<Result> => {
    const recorded = audit?.recordFetch(item);
    const response = plaid.call(endpoint, item, ...args, recorded === undefined ? shared : { ...shared, recorded });
    if (indexed === undefined || (endpoint as Endpoint) !== accountsGet) return response;
    return indexed(item, response as Promise<Account[]>) as Promise<Result>;
  };
  const end = reads.begin();
  const result =
    endpoint.cache === false ? fetch(call) : cache.readItemData(endpoint.cache, { item, args }, call, fetch);
  result.then(end, end);
  return result;
}

/** Reads what belongs to no Item from the cache, or with `fetch` when the cache has none. Checks no permission. */
export function readPublic<Result>(
  { cache, call }: LoaderContext,
  endpoint: Endpoint,
  key: string,
  fetch: (shared: PlaidCall) => Promise<Result>,
): Promise<Result> {
  return endpoint.cache === false ? fetch(call) : cache.readPublicData(endpoint.cache, key, call, fetch);
}
