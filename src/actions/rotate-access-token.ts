import { GatewayError, notFound } from '../errors/gateway-error.js';
import type { ItemId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { AuditBrokenError } from '../store/errors.js';
import type { JournalEntry } from '../store/store.js';
import { type ActionContext, auditRecord, ownedItem, withoutAbort } from './action-context.js';
import { commitAudited, commitWithRetry } from './commit-with-retry.js';
import { finishOpenRemoval, removeWithTokenInHand } from './remove-item.js';
import { isItemGone, upstreamFailure } from './upstream-outcome.js';

/** /item/access_token/invalidate: the new token replaces the old one in the vault, in one transaction. No caller sees either. */
export async function rotateAccessToken(context: ActionContext, itemId: ItemId): Promise<OwnedItem> {
  // Checked before the mutex too: a caller who may not see the Item must not wait for its owner's actions.
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
  let updated: OwnedItem | null;
  try {
    updated = await commitAudited(context, record, (audit) =>
      context.store.journal.completeRotation(entry, { ...rotated, at: context.now(), ...(audit && { audit }) }),
    );
  } catch (error) {
    // The token is stored; only the audit record is missing.
    if (error instanceof AuditBrokenError) throw error;
    context.log.fatal(
      { err: error, journalId: entry.id, itemId: entry.itemId, plaidRequestId: rotated.plaidRequestId },
      'a rotated access token could not be stored and the Item is lost; contact Plaid with the request id',
    );
    // Not reported as an outage: the old token is invalid, so a retry cannot succeed.
    throw new GatewayError(
      'INTERNAL_SERVER_ERROR',
      'Plaid rotated the access token, but the database could not store the new one. Link the Item again.',
      {},
      { cause: error },
    );
  }
  if (updated === null) {
    await compensate(context, entry, item, rotated);
    throw notFound();
  }
  // The Item was removed while only this process had the valid token, for example while the process was suspended.
  if (await finishOpenRemoval(context, updated)) throw notFound();
  return updated;
}

/** The Item was removed here meanwhile, but still exists at Plaid: the new token is used to remove it there too. */
async function compensate(
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
      'an Item was removed here while its access token was rotated, and may still exist at Plaid; contact Plaid with the request id',
    );
    return close('ORPHANED');
  }
  await close('UNDONE');
}

/**
 * Determines the outcome of a rotation that got no response, by using the stored token. If it works, nothing happened. If it
 * is invalid, the new token is lost, and the journal says so. Rejects when Plaid does not respond this time either.
 */
export async function reconcileRotation(context: ActionContext, entry: JournalEntry, item: OwnedItem): Promise<void> {
  const refusal = await context.plaid.probeAccessToken(item, withoutAbort(context.call));
  const at = context.now();
  if (refusal === null) return context.store.journal.close(entry, { state: 'FAILED', at });
  const plaid = { plaidErrorCode: refusal.errorCode, plaidRequestId: refusal.requestId };
  // The Item no longer exists, so no token is lost.
  if (isItemGone(plaid)) return context.store.journal.close(entry, { ...plaid, state: 'FAILED', at });
  await context.store.journal.close(entry, { ...plaid, state: 'ORPHANED', at });
  context.log.error(
    { journalId: entry.id, itemId: item.id, plaidRequestId: plaid.plaidRequestId },
    'a rotation got no response and the old access token is invalid: link the Item again, or contact Plaid with the request id',
  );
}
