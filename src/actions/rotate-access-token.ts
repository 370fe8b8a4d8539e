import { GatewayError, notFound } from '../errors/gateway-error.js';
import type { ItemId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { AuditBrokenError } from '../store/errors.js';
import type { JournalEntry } from '../store/store.js';
import { type ActionContext, auditRecord, ownedItem, withoutAbort } from './action-context.js';
import { commitAudited, commitWithRetry } from './commit-with-retry.js';
import { finishOpenRemoval, removeWithTokenInHand } from './remove-item.js';
import { isItemGone, upstreamFailure } from './upstream-outcome.js';

/** /item/access_token/invalidate: the new token replaces the old one in the vault, in one transaction, unseen by anyone. */
export async function rotateAccessToken(context: ActionContext, itemId: ItemId): Promise<OwnedItem> {
  // Before the queue too: whoever may not see the Item must not wait for what its owner is doing.
  await ownedItem(context, itemId);
  return context.mutex.run(`item:${itemId}`, async () => {
    const item = await ownedItem(context, itemId);
    const entry = await context.store.journal.beginItemOperation({ kind: 'ROTATE', item, at: context.now() });
    const rotated = await callInvalidate(context, entry, item);
    return persistToken(context, entry, item, rotated);
  });
}

type RotatedToken = Awaited<ReturnType<ActionContext['plaid']['itemAccessTokenInvalidate']>>;

async function callInvalidate(context: ActionContext, entry: JournalEntry, item: OwnedItem): Promise<RotatedToken> {
  try {
    return await context.plaid.itemAccessTokenInvalidate(item, withoutAbort(context.call));
  } catch (error) {
    const failure = upstreamFailure(error);
    if (failure.refused) await context.store.journal.close(entry, { ...failure, state: 'FAILED', at: context.now() });
    else await reconcileRotation(context, entry, item).catch(() => undefined);
    throw error;
  }
}

async function persistToken(
  context: ActionContext,
  entry: JournalEntry,
  item: OwnedItem,
  rotated: RotatedToken,
): Promise<OwnedItem> {
  const record = auditRecord(context, 'item.rotate_access_token', item);
  let renewed: OwnedItem | null;
  try {
    renewed = await commitAudited(context, record, (audit) =>
      context.store.journal.completeRotation(entry, { ...rotated, at: context.now(), ...(audit && { audit }) }),
    );
  } catch (error) {
    // The token is stored; what is missing is the record.
    if (error instanceof AuditBrokenError) throw error;
    context.log.fatal(
      { err: error, journalId: entry.id, itemId: entry.itemId, plaidRequestId: rotated.plaidRequestId },
      'a rotated access token could not be stored: the Item is lost; ask Plaid, quoting the request id',
    );
    // Not told as an outage: the old token is dead, so trying again cannot succeed.
    throw new GatewayError(
      'INTERNAL_SERVER_ERROR',
      'Plaid replaced the access token, and the database could not keep the new one. Link the Item again.',
      {},
      { cause: error },
    );
  }
  if (renewed === null) {
    await takeBack(context, entry, item, rotated);
    throw notFound();
  }
  // Somebody removed the Item while only we had the token that Plaid takes, as after a pause of this whole process.
  if (await finishOpenRemoval(context, renewed)) throw notFound();
  return renewed;
}

/** The Item was removed here meanwhile. Plaid gave the token for one that it had: with this token it is removed there too. */
async function takeBack(
  context: ActionContext,
  entry: JournalEntry,
  item: OwnedItem,
  { sealedAccessToken, plaidRequestId }: RotatedToken,
): Promise<void> {
  const close = (state: 'UNDONE' | 'ORPHANED') =>
    commitWithRetry(context, () => context.store.journal.close(entry, { state, plaidRequestId, at: context.now() }));
  try {
    await removeWithTokenInHand(context, { ownerId: item.ownerId, itemId: item.id, sealedAccessToken });
  } catch (error) {
    context.log.fatal(
      { err: error, journalId: entry.id, itemId: item.id, plaidRequestId },
      'an Item was removed here while its access token was replaced, and may still exist at Plaid; ask Plaid, quoting the request id',
    );
    return close('ORPHANED');
  }
  await close('UNDONE');
}

/**
 * Finds out what became of a rotation that had no answer, by using the token we have: it still works when nothing
 * happened; when it is dead, the new one is lost, and the journal says so. Fails when Plaid still cannot tell.
 */
export async function reconcileRotation(context: ActionContext, entry: JournalEntry, item: OwnedItem): Promise<void> {
  const refusal = await context.plaid.probeAccessToken(item, withoutAbort(context.call));
  const at = context.now();
  if (refusal === null) return context.store.journal.close(entry, { state: 'FAILED', at });
  const plaid = { plaidErrorCode: refusal.errorCode, plaidRequestId: refusal.requestId };
  // Then there is no token to be lost.
  if (isItemGone(plaid)) return context.store.journal.close(entry, { ...plaid, state: 'FAILED', at });
  await context.store.journal.close(entry, { ...plaid, state: 'ORPHANED', at });
  context.log.error(
    { journalId: entry.id, itemId: item.id, plaidRequestId: plaid.plaidRequestId },
    'a rotation had no answer and the old access token is dead: link the Item again, or ask Plaid, quoting the request id',
  );
}
