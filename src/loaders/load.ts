import { GatewayError, missingScope } from '../errors/gateway-error.js';
import type { Account } from '../model/account.js';
import { type AccountId, type OwnerId, storableIds } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { Viewer } from '../model/viewer.js';
import type { ArgsOf, CallableEndpoint, Endpoint, ItemEndpoint, PublicEndpoint } from '../plaid/endpoint.js';
import { accountsGet } from '../plaid/endpoints/accounts-get.js';
import type { PlaidCall } from '../plaid/plaid-call.js';
import { auditMac } from '../vault/sealing.js';
import { createIdleSignal, gatherWrites, itemKey, memoizeByKey } from './batching.js';
import type { LoaderContext, OperationContext } from './loader-context.js';

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

/** Whether lists show the viewer every owner's Items: the viewer is an operator who may read Items. */
export function seesEveryItem({ scopes }: Viewer): boolean {
  return scopes.has('operator') && scopes.has('items:read');
}

/**
 * Limits a read to what the viewer owns. An operator gets other owners' Items from the list of all Items. A read of them
 * that operators are not allowed fails with FORBIDDEN, and Plaid is not called. The check is in the loaders, below every resolver, so
 * that a new field cannot forget it.
 */
export function onlyOwn<Of extends { readonly ownerId: OwnerId }, Rest extends unknown[], Result>(
  viewer: Viewer,
  read: (of: Of, ...rest: Rest) => Promise<Result>,
): (of: Of, ...rest: Rest) => Promise<Result> {
  return (of, ...rest) =>
    of.ownerId === viewer.id ? read(of, ...rest) : Promise.reject(forbidden('only its owner may read this'));
}

/** The error for a read of another owner's Item. */
export function forbidden(why: string): GatewayError {
  return new GatewayError('FORBIDDEN', `This Item belongs to another owner: ${why}.`);
}

/** Fails with FORBIDDEN when the viewer lacks the scope of the endpoint. Plaid is not called then. */
export function requireScope({ scopes }: Viewer, { scope }: Endpoint): void {
  if (scope === null || scopes.has(scope)) return;
  throw missingScope(scope);
}

/** Data that is about to be returned. */
export interface Disclosure {
  item: OwnedItem;
  accountIds: ReadonlySet<AccountId>;
}

/** Records who reads data whose endpoint is `audited`. */
export interface ReadAudit {
  /** Resolves when the record of the coming call to Plaid is durable. Fails when it cannot be written. */
  recordFetch(item: OwnedItem): Promise<void>;
  /** Resolves when the record of these accounts is durable. Fails when it cannot be written. */
  record(disclosures: readonly Disclosure[]): Promise<void>;
}

/**
 * null when reads of the endpoint are not audited. One record per Item for what is read together. Accounts that this operation
 * has already recorded are not repeated.
 */
export function createReadAudit(
  context: Pick<LoaderContext, 'viewer' | 'store' | 'vault' | 'call' | 'now'>,
  { audited }: Endpoint,
): ReadAudit | null {
  if (audited === false) return null;
  const { viewer, store, vault, call, now } = context;
  const recorded = new Map<string, Set<AccountId>>();
  let previous: Promise<unknown> = Promise.resolve();

  const append = (action: string, item: OwnedItem, accountIds: readonly AccountId[]): Promise<void> => {
    const who = { ownerId: item.ownerId, actorId: viewer.id, requestId: call.requestId };
    return store.audit.append({ at: now(), ...who, action, itemId: item.id, accountIds }, auditMac(vault));
  };

  const recordItem = async (item: OwnedItem, accountIds: ReadonlySet<AccountId>): Promise<void> => {
    const known = recorded.get(item.id);
    const fresh = [...accountIds].filter((id) => known?.has(id) !== true);
    if (known !== undefined && fresh.length === 0) return;
    await append(`${audited}.read`, item, fresh);
    recorded.set(item.id, new Set([...(known ?? []), ...fresh]));
  };

  return {
    recordFetch: (item) => append(`${audited}.fetch`, item, []),
    record(disclosures) {
      // One after the other: accounts of an earlier record count as recorded only once that record is durable.
      const done = previous.then(async () => {
        await Promise.all(byItem(disclosures).map(({ item, accountIds }) => recordItem(item, accountIds)));
      });
      previous = done.catch(() => undefined);
      return done;
    },
  };
}

function byItem(disclosures: readonly Disclosure[]): Disclosure[] {
  const items = new Map<string, Disclosure>();
  for (const { item, accountIds } of disclosures) {
    const merged = new Set([...(items.get(item.id)?.accountIds ?? []), ...accountIds]);
    items.set(item.id, { item, accountIds: merged });
  }
  return [...items.values()];
}

/** Brings the index that finds the Item of an account up to date with a response of /accounts/get, before it is returned. */
type AccountIndexer = (item: OwnedItem, response: Promise<Account[]>) => Promise<Account[]>;

interface ChangedList {
  item: OwnedItem;
  accountIds: readonly AccountId[];
}

/**
 * The index is read while Plaid is called and written only when the accounts differ. Responses of one operation that arrive
 * at about the same time are written and returned together: what is read next for their accounts, such as their numbers,
 * is then read together as well, and costs one lookup of tokens and one audit commit.
 */
function createAccountIndexer({ store: { accounts: index } }: Pick<LoaderContext, 'store'>): AccountIndexer {
  const calls = createIdleSignal();
  const write = gatherWrites(calls, async (changes: readonly (ChangedList | null)[]) => {
    const changed = changes.filter((change) => change !== null);
    await Promise.all(changed.map(({ item, accountIds }) => index.replace(item, accountIds)));
  });

  async function changeIn(item: OwnedItem, response: Promise<Account[]>): Promise<ChangedList | null> {
    const known = item.hasKnownAccounts ? index.accountsOf(item) : Promise.resolve(null);
    // Its failure is reported below, after that of the call.
    known.catch(() => undefined);
    const accountIds = storableIds([...new Set((await response).map(({ id }) => id))]);
    return isEqual(await known, accountIds) ? null : { item, accountIds };
  }

  return async (item, response) => {
    const end = calls.begin();
    await write(await changeIn(item, response).finally(end));
    return response;
  };
}

function isEqual(known: ReadonlySet<AccountId> | null, accountIds: readonly AccountId[]): boolean {
  return known?.size === accountIds.length && accountIds.every((id) => known.has(id));
}
