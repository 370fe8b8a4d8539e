import type { AccountId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { Endpoint } from '../plaid/endpoint.js';
import { auditMac } from '../vault/sealing.js';
import type { LoaderContext } from './loader-context.js';

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
 * null when reads of the endpoint are not audited. One record per Item for what is read together. Accounts that this operation has already recorded are
 * not repeated.
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
