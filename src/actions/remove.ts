import type { ItemId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { JournalEntry } from '../store/store.js';
import { type ActionContext, auditRecord, ownedItem, untilAnswered } from './action-context.js';
import { commitAudited } from './commit.js';
import { TOKEN_IS_DEAD, upstreamFailure } from './upstream-outcome.js';

/** Why the Item is removed, for Plaid's statistics. */
export interface RemovalReason {
  reasonCode: string | null;
  reasonNote: string | null;
}

/** /item/remove, then the token and everything kept of the Item. An Item that Plaid no longer knows counts as removed. */
export async function removeItem(context: ActionContext, input: { itemId: ItemId } & RemovalReason): Promise<ItemId> {
  // Before the queue too: whoever may not see the Item must not wait for what its owner is doing.
  await ownedItem(context, input.itemId);
  return context.queue.run(`item:${input.itemId}`, async () => {
    const item = await ownedItem(context, input.itemId);
    const entry = await context.store.journal.beginItemOperation({ kind: 'REMOVE', item, at: context.now() });
    await finishRemoval(context, entry, item, input);
    return item.id;
  });
}

/** Asks Plaid and records the outcome; also what recovery does with a removal that was under way. */
export async function finishRemoval(
  context: ActionContext,
  entry: JournalEntry,
  item: OwnedItem,
  reason: RemovalReason,
): Promise<void> {
  const plaidRequestId = await askPlaid(context, entry, item, reason);
  await commitAudited(context, auditRecord(context, 'item.remove', item), async (audit) => {
    const removed = { plaidRequestId, at: context.now(), ...(audit && { audit }) };
    await context.store.journal.completeRemoval(entry, removed);
    context.feed.itemChanged(item.ownerId, item.id);
  });
}

async function askPlaid(
  context: ActionContext,
  entry: JournalEntry,
  item: OwnedItem,
  reason: RemovalReason,
): Promise<string | null> {
  try {
    return (await context.plaid.itemRemove(item, reason, untilAnswered(context.call))).plaidRequestId;
  } catch (error) {
    const failure = upstreamFailure(error);
    if (TOKEN_IS_DEAD.has(failure.plaidErrorCode)) return failure.plaidRequestId;
    if (failure.refused) {
      await context.store.journal.close(entry, { ...failure, state: 'FAILED', at: context.now() });
    }
    throw error;
  }
}
