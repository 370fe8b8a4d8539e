import type { AccountId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { auditMac } from '../vault/fingerprint.js';
import type { LoaderContext } from './loader-context.js';

/** Numbers that are about to be answered. */
interface Answered {
  item: OwnedItem;
  accountIds: ReadonlySet<AccountId>;
}

/** Writes who reads which account numbers. */
export interface AuthNumbersAudit {
  /** Resolves when it is on record that Plaid is about to be asked for the Item's numbers. Fails when it cannot be written. */
  recordFetch(item: OwnedItem): Promise<void>;
  /** Resolves when a durable record names every one of these accounts. Fails when it cannot be written. */
  record(answered: readonly Answered[]): Promise<void>;
}

/** One record per Item for what is asked for together; accounts that this operation has on record are not named again. */
export function createAuthNumbersAudit(
  context: Pick<LoaderContext, 'viewer' | 'store' | 'vault' | 'call' | 'now'>,
): AuthNumbersAudit {
  const { viewer, store, vault, call, now } = context;
  const recorded = new Map<string, Set<AccountId>>();
  let before: Promise<unknown> = Promise.resolve();

  const append = (action: string, item: OwnedItem, accountIds: readonly AccountId[]): Promise<void> => {
    const who = { ownerId: item.ownerId, actorId: viewer.id, requestId: call.requestId };
    return store.audit.append({ at: now(), ...who, action, itemId: item.id, accountIds }, auditMac(vault));
  };

  const recordItem = async (item: OwnedItem, accountIds: ReadonlySet<AccountId>): Promise<void> => {
    const known = recorded.get(item.id);
    const fresh = [...accountIds].filter((id) => known?.has(id) !== true);
    if (known !== undefined && fresh.length === 0) return;
    await append('auth_numbers.read', item, fresh);
    recorded.set(item.id, new Set([...(known ?? []), ...fresh]));
  };

  return {
    recordFetch: (item) => append('auth_numbers.fetch', item, []),
    record(answered) {
      // One after the other: what an earlier record names counts only once that record is durable.
      const done = before.then(async () => {
        for (const { item, accountIds } of byItem(answered)) await recordItem(item, accountIds);
      });
      before = done.catch(() => undefined);
      return done;
    },
  };
}

function byItem(answered: readonly Answered[]): Answered[] {
  const items = new Map<string, Answered>();
  for (const { item, accountIds } of answered) {
    const together = new Set([...(items.get(item.id)?.accountIds ?? []), ...accountIds]);
    items.set(item.id, { item, accountIds: together });
  }
  return [...items.values()];
}
