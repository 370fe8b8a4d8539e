import type { Account } from '../model/account.js';
import type { OwnedItem } from '../model/item.js';
import type { ArgsOf, CallableEndpoint, Endpoint, ItemEndpoint, PublicEndpoint } from '../plaid/endpoint.js';
import { accountsGet } from '../plaid/endpoints/accounts-get.js';
import type { PlaidCall } from '../plaid/plaid-call.js';
import { itemKey, type LoaderContext, memoizeByKey } from './loader-context.js';
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
export function load(context: LoaderContext): Load {
  const { viewer } = context;
  const read = memoizeByKey(
    (request: { endpoint: ItemCall<unknown>; item: OwnedItem; args: unknown[] }) =>
      JSON.stringify([request.endpoint.path, itemKey(request.item), ...request.args]),
    async ({ endpoint, item, args }) => {
      const audit = createReadAudit(context, endpoint);
      const value = await readItem(context, { endpoint, item, args, audit });
      await audit?.record([{ item, accountIds: new Set() }]);
      return value;
    },
  );
  const readOwn = onlyOwn(viewer, (item: OwnedItem, endpoint: ItemCall<unknown>, args: unknown[]) =>
    read({ endpoint, item, args }),
  );

  return (async (endpoint: ItemCall<unknown>, item: OwnedItem, ...args: unknown[]) => {
    requireScope(viewer, endpoint);
    return readOwn(item, endpoint, args);
  }) as Load;
}

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
 * called only after the record of that call is durable.
 */
export function readItem<Args, Result>(
  { cache, plaid, call, store }: LoaderContext,
  request: { endpoint: ItemEndpoint<Args, Result>; item: OwnedItem; args?: unknown[]; audit?: ReadAudit | null },
): Promise<Result> {
  const { item, args = [], audit } = request;
  const endpoint = request.endpoint as unknown as ItemCall<Result>;
  const fetch = async (shared: PlaidCall): Promise<Result> => {
    await audit?.recordFetch(item);
    const value = await plaid.call(endpoint, item, ...args, shared);
    if ((endpoint as Endpoint) === accountsGet) await store.accounts.replace(item, idsOf(value as Account[]));
    return value;
  };
  return endpoint.cache === false ? fetch(call) : cache.readItemData(endpoint.cache, { item, args }, call, fetch);
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

/** Each response of /accounts/get updates the index that finds the Item of an account. */
const idsOf = (accounts: readonly Account[]): Account['id'][] => accounts.map(({ id }) => id);
