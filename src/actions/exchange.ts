import { GatewayError, notFound } from '../errors/gateway-error.js';
import type { LinkSessionId, OwnerId, Sealed } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { poll } from '../model/time.js';
import { ItemOwnedByAnotherError, StoreUnavailableError } from '../store/errors.js';
import type { JournalEntry } from '../store/store.js';
import { type ActionContext, auditRecord, ownedItem, withoutAbort } from './action-context.js';
import { commitAudited, commitWithRetry } from './commit-with-retry.js';
import { removeWithTokenInHand } from './remove-item.js';
import { isTokenConsumed, upstreamFailure } from './upstream-outcome.js';

/** An encrypted public token, its owner, and the fingerprint by which the journal recognizes it. */
export interface PublicTokenToExchange {
  ownerId: OwnerId;
  sealedPublicToken: Sealed;
  publicTokenFingerprint: string;
  linkSessionId: LinkSessionId | null;
}

type ExchangedItem = Awaited<ReturnType<ActionContext['plaid']['itemPublicTokenExchange']>>;

/**
 * Exchanges a public token for a stored Item. The intention is committed before Plaid is called, and the result before it is
 * returned. Idempotent: the journal entry of a token leads to the same Item again.
 */
export function exchange(context: ActionContext, token: PublicTokenToExchange): Promise<OwnedItem> {
  return context.mutex.run(`exchange:${token.ownerId}:${token.publicTokenFingerprint}`, async () => {
    const { entry } = await context.store.journal.beginExchange({ ...token, at: context.now() });
    if (entry.state === 'DONE') return existingItem(context, entry);
    const exchanged = await callExchange(context, entry, token);
    if (exchanged === null) return existingItem(context, (await context.store.journal.find(entry)) ?? entry);
    return persistItem(context, entry, exchanged, 'item.exchange');
  });
}

async function existingItem(context: ActionContext, entry: JournalEntry): Promise<OwnedItem> {
  if (entry.itemId === null) throw notFound();
  return ownedItem(context, entry.itemId);
}

/** null: another instance was faster and has stored the Item. */
async function callExchange(
  context: ActionContext,
  entry: JournalEntry,
  token: PublicTokenToExchange,
): Promise<ExchangedItem | null> {
  try {
    return await context.plaid.itemPublicTokenExchange(token, withoutAbort(context.call));
  } catch (error) {
    if (isTokenConsumed(error) && entry.attempts > 1 && (await isStoredElsewhere(context, entry))) return null;
    await recordFailure(context, entry, error);
    throw error;
  }
}

/** Storing Plaid's response takes milliseconds. */
const STORED_ELSEWHERE_POLL = { minMs: 20, maxMs: 800, timeoutMs: 1_500 };

/** Two instances received one token at the same time: Plaid accepts it from one, and the other waits until that one has stored the Item. */
async function isStoredElsewhere(context: ActionContext, entry: JournalEntry): Promise<boolean> {
  const findDone = async () => ((await context.store.journal.find(entry))?.state === 'DONE' ? true : null);
  return (await poll(findDone, { ...STORED_ELSEWHERE_POLL, pause: context.pause })) ?? false;
}

/**
 * A refusal closes the entry. If an earlier attempt got no response, that attempt may have created an Item whose token is
 * now lost: the entry says so, with Plaid's request id. Any other failure leaves the entry open for recovery.
 */
async function recordFailure(context: ActionContext, entry: JournalEntry, error: unknown): Promise<void> {
  const failure = upstreamFailure(error);
  if (!failure.refused) return;
  const mayBeLost = entry.attempts > 1 && isTokenConsumed(error);
  const state = mayBeLost ? 'ORPHANED' : 'FAILED';
  await context.store.journal.close(entry, { ...failure, state, at: context.now() });
  if (mayBeLost) {
    context.log.error(
      { journalId: entry.id, plaidRequestId: failure.plaidRequestId },
      'an exchange got no response and its public token is consumed: Plaid may have an Item that is not stored here; contact Plaid with the request id',
    );
  }
}

/** Stores the Item that Plaid has created, with its audit record, or removes it at Plaid when it cannot be stored. */
export async function persistItem(
  context: ActionContext,
  entry: JournalEntry,
  exchanged: ExchangedItem,
  action: 'item.exchange' | 'item.import',
): Promise<OwnedItem> {
  const record = auditRecord(context, action, { id: exchanged.itemId, ownerId: entry.ownerId });
  try {
    return await commitAudited(context, record, async (audit) => {
      const outcome = { ...exchanged, at: context.now(), ...(audit && { audit }) };
      const { item, deliveredParkedEvents } = await context.store.journal.completeExchange(entry, outcome);
      if (deliveredParkedEvents > 0) context.feed.notify();
      context.feed.itemChanged(item.ownerId, item.id);
      return item;
    });
  } catch (error) {
    if (error instanceof ItemOwnedByAnotherError) return refuseForeignItem(context, entry, exchanged);
    if (!(error instanceof StoreUnavailableError)) throw error;
    await compensate(context, entry, exchanged);
    // Not reported as an outage: the public token is consumed, so a retry cannot succeed.
    throw new GatewayError(
      'INTERNAL_SERVER_ERROR',
      'Plaid created the Item, but the database could not store it. Link again.',
      {},
      { cause: error },
    );
  }
}

/** Plaid returned an Item that belongs to another owner here. It is not returned to the client, and it stays unchanged. */
async function refuseForeignItem(
  context: ActionContext,
  entry: JournalEntry,
  exchanged: ExchangedItem,
): Promise<never> {
  const { plaidRequestId } = exchanged;
  await context.store.journal.close(entry, { state: 'ORPHANED', plaidRequestId, at: context.now() });
  context.log.error({ journalId: entry.id, plaidRequestId }, 'an exchange returned an Item of another owner');
  throw new GatewayError('UPSTREAM_INVALID_RESPONSE', 'Plaid returned an Item that cannot be stored. Link again.');
}

/** The database stayed unavailable: removes the Item at Plaid rather than lose its token, and logs what happened. */
async function compensate(context: ActionContext, entry: JournalEntry, exchanged: ExchangedItem): Promise<void> {
  const { itemId, plaidRequestId } = exchanged;
  const item = { ownerId: entry.ownerId, itemId, sealedAccessToken: exchanged.sealedAccessToken };
  const logFields = { journalId: entry.id, itemId, plaidRequestId };
  try {
    await removeWithTokenInHand(context, item);
  } catch (error) {
    context.log.fatal(
      { err: error, ...logFields },
      'a new Item could neither be stored nor removed at Plaid; contact Plaid with the request id',
    );
    return;
  }
  try {
    const undone = { state: 'UNDONE', itemId, plaidRequestId, at: context.now() } as const;
    await commitWithRetry(context, () => context.store.journal.close(entry, undone));
    context.log.warn(logFields, 'a new Item could not be stored and was removed at Plaid');
  } catch (error) {
    context.log.error(
      { err: error, ...logFields },
      'a new Item could not be stored and was removed at Plaid; the journal will report that it may still exist',
    );
  }
}
