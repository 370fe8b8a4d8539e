import { GatewayError } from '../errors/gateway-error.js';
import type { ItemId, OwnerId, Sealed } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { JournalEntry } from '../store/store.js';
import { type ActionContext, auditRecord, ownedItem, withoutAbort } from './action-context.js';
import { commitAudited } from './commit-with-retry.js';
import { isItemGone, isTokenInvalid, upstreamFailure } from './upstream-outcome.js';

/** Why the Item is removed, for Plaid's statistics. */
export interface RemovalReason {
  reasonCode: string | null;
  reasonNote: string | null;
}

/**
 * /item/remove, then the token and everything stored of the Item is deleted. An Item that no longer exists at Plaid counts as
 * removed. An Item whose token Plaid does not accept stays, because it may still exist there.
 */
export async function removeItem(context: ActionContext, input: { itemId: ItemId } & RemovalReason): Promise<ItemId> {
  // Checked before the mutex too: a caller who may not see the Item must not wait for its owner's actions.
  await ownedItem(context, input.itemId);
  return context.mutex.run(`item:${input.itemId}`, async () => {
    const item = await ownedItem(context, input.itemId);
    const entry = await context.store.journal.beginItemOperation({ kind: 'REMOVE', item, at: context.now() });
    await finishRemoval(context, entry, item, input);
    return item.id;
  });
}

/** Calls Plaid and records the outcome. Recovery uses it for an interrupted removal. */
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
    if (isTokenInvalid(failure)) {
      const isPending = await recordInvalidToken(context, entry, failure);
      throw isPending ? notRemovedYet(error) : notRemoved(error);
    }
    if (failure.refused) {
      await context.store.journal.close(entry, { ...failure, state: 'FAILED', at: context.now() });
    }
    throw error;
  }
}

/**
 * While a rotation is in progress, the valid token may still be stored, and the removal stays open until then. Otherwise there
 * is no valid token, and the journal says that the Item may still exist at Plaid. Returns true if the
 * removal stays open.
 */
async function recordInvalidToken(
  context: ActionContext,
  entry: JournalEntry,
  { plaidErrorCode, plaidRequestId }: { plaidErrorCode: string | null; plaidRequestId: string | null },
): Promise<boolean> {
  const logFields = { journalId: entry.id, itemId: entry.itemId, plaidRequestId };
  const pending = await context.store.journal.pending();
  if (pending.some(({ kind, itemId }) => kind === 'ROTATE' && itemId === entry.itemId)) {
    context.log.warn(logFields, 'an Item cannot be removed yet: its access token is being rotated');
    return true;
  }
  const orphaned = { state: 'ORPHANED', plaidErrorCode, plaidRequestId, at: context.now() } as const;
  await context.store.journal.close(entry, orphaned);
  context.log.error(
    logFields,
    'an Item could not be removed: its access token is invalid and it may still exist at Plaid; contact Plaid with the request id',
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
    'The Item was not removed: Plaid does not accept its access token, and the Item may still exist at Plaid. Contact the operator of the gateway.',
    cause instanceof GatewayError ? cause.details : {},
    { cause },
  );
}

/** Carries out the open removal of the Item with the token that has just been stored. Returns false when there is none. */
export async function finishOpenRemoval(context: ActionContext, item: OwnedItem): Promise<boolean> {
  const pending = await context.store.journal.pending();
  const entry = pending.find(({ kind, itemId }) => kind === 'REMOVE' && itemId === item.id);
  if (entry === undefined) return false;
  await finishRemoval(context, entry, item, { reasonCode: null, reasonNote: null });
  return true;
}

/** /item/remove with a token that is not stored. An Item that no longer exists at Plaid counts as removed. */
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
