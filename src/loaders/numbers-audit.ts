import type { AccountId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { LoaderContext } from './loader-context.js';

/** Numbers that are about to be answered. */
interface Answered {
  item: OwnedItem;
  accountIds: ReadonlySet<AccountId>;
}

/** Writes who reads which account numbers. */
export interface NumbersAudit {
  /** Resolves when a durable record names every one of these accounts. Fails when it cannot be written. */
  record(answered: readonly Answered[]): Promise<void>;
}

/** One record per Item for what is asked for together; accounts that this operation has on record are not named again. */
export function createNumbersAudit(context: Pick<LoaderContext, 'viewer' | 'store' | 'call' | 'now'>): NumbersAudit {
  const { viewer, store, call, now } = context;
  const recorded = new Map<string, Set<AccountId>>();
  let before: Promise<unknown> = Promise.resolve();

  const recordItem = async (item: OwnedItem, accountIds: ReadonlySet<AccountId>): Promise<void> => {
    const known = recorded.get(item.id);
    const fresh = [...accountIds].filter((id) => known?.has(id) !== true);
    if (known !== undefined && fresh.length === 0) return;
    await store.audit.append({
      at: now(),
      ownerId: item.ownerId,
      actorId: viewer.id,
      action: 'auth_numbers.read',
      itemId: item.id,
      accountIds: fresh,
      requestId: call.requestId,
    });
    recorded.set(item.id, new Set([...(known ?? []), ...fresh]));
  };

  return {
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
