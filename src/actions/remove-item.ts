import { GatewayError } from '../errors/gateway-error.js';
import type { ItemId, OwnerId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { Sealed } from '../model/sealed.js';
import type { JournalEntry } from '../store/store.js';
import { type ActionContext, auditRecord, ownedItem, withoutAbort } from './action-context.js';
import { commitAudited } from './commit-with-retry.js';
import { isItemGone, isTokenDead, upstreamFailure } from './upstream-outcome.js';

/** Why the Item is removed, for Plaid's statistics. */
export interface RemovalReason {
  reasonCode: string | null;
  reasonNote: string | null;
}

/**
 * /item/remove, then the token and everything kept of the Item. An Item that Plaid says is gone counts as removed; one whose
 * token Plaid does not take stays, because it may live on there.
 */
export async function removeItem(context: ActionContext, input: { itemId: ItemId } & RemovalReason): Promise<ItemId> {
  // Before the queue too: whoever may not see the Item must not wait for what its owner is doing.
  await ownedItem(context, input.itemId);
  return context.mutex.run(`item:${input.itemId}`, async () => {
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
  const plaidRequestId = await callRemove(context, entry, item, reason);
  await commitAudited(context, auditRecord(context, 'item.remove', item), async (audit) => {
    const removed = { plaidRequestId, at: context.now(), ...(audit && { audit }) };
    await context.store.journal.completeRemoval(entry, removed);
    context.feed.itemChanged(item.ownerId, item.id);
  });
}

async function callRemove(
  context: ActionContext,
  entry: JournalEntry,
  item: OwnedItem,
  reason: RemovalReason,
): Promise<string | null> {
  try {
    return (await context.plaid.itemRemove(item, reason, withoutAbort(context.call))).plaidRequestId;
  } catch (error) {
    const failure = upstreamFailure(error);
    if (isItemGone(failure)) return failure.plaidRequestId;
    if (isTokenDead(failure)) {
      throw (await keepUnremoved(context, entry, failure)) ? notRemovedYet(error) : notRemoved(error);
    }
    if (failure.refused) {
      await context.store.journal.close(entry, { ...failure, state: 'FAILED', at: context.now() });
    }
    throw error;
  }
}

/**
 * While a rotation has no outcome, the live token may still be stored, and the removal stays open for it. Otherwise nobody
 * here has one, and the journal says that the Item may live on. True: the removal stays open.
 */
async function keepUnremoved(
  context: ActionContext,
  entry: JournalEntry,
  { plaidErrorCode, plaidRequestId }: { plaidErrorCode: string | null; plaidRequestId: string | null },
): Promise<boolean> {
  const told = { journalId: entry.id, itemId: entry.itemId, plaidRequestId };
  const pending = await context.store.journal.pending();
  if (pending.some(({ kind, itemId }) => kind === 'ROTATE' && itemId === entry.itemId)) {
    context.log.warn(told, 'an Item could not be removed yet: its access token is being replaced');
    return true;
  }
  const orphaned = { state: 'ORPHANED', plaidErrorCode, plaidRequestId, at: context.now() } as const;
  await context.store.journal.close(entry, orphaned);
  context.log.error(
    told,
    'an Item could not be removed: its access token is dead and the Item may still exist at Plaid; ask Plaid, quoting the request id',
  );
  return false;
}

/** How long a client should wait while an access token is being replaced. */
const REPLACED_RETRY_MS = 5_000;

/** Says nothing of Plaid's refusal: it was of the old token, and only the new one counts. */
function notRemovedYet(cause: unknown): GatewayError {
  return new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    'The Item is not removed yet: its access token is being replaced. The removal is recorded and is carried out with the new token; try again after retryAfterMs to learn the outcome.',
    { retryAfterMs: REPLACED_RETRY_MS },
    { cause },
  );
}

function notRemoved(cause: unknown): GatewayError {
  return new GatewayError(
    'UPSTREAM_REJECTED',
    'The Item was not removed: Plaid does not take its access token and may still have the Item. Ask whoever runs the gateway.',
    cause instanceof GatewayError ? cause.details : {},
    { cause },
  );
}

/** Carries out the removal of the Item that is still open, with the token that has just been stored. False: there is none. */
export async function finishOpenRemoval(context: ActionContext, item: OwnedItem): Promise<boolean> {
  const pending = await context.store.journal.pending();
  const entry = pending.find(({ kind, itemId }) => kind === 'REMOVE' && itemId === item.id);
  if (entry === undefined) return false;
  await finishRemoval(context, entry, item, { reasonCode: null, reasonNote: null });
  return true;
}

/** /item/remove with a token that is in hand and not stored. An Item that Plaid says is gone is as good as removed. */
export async function removeWithTokenInHand(
  context: ActionContext,
  item: { ownerId: OwnerId; itemId: ItemId; sealedAccessToken: Sealed },
): Promise<void> {
  try {
    await context.plaid.removeOrphan(item, withoutAbort(context.call));
  } catch (error) {
    if (!isItemGone(upstreamFailure(error))) throw error;
  }
}
