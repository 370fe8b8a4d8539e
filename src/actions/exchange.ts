import { GatewayError, notFound } from '../errors/gateway-error.js';
import type { LinkSessionId, OwnerId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { Sealed } from '../model/sealed.js';
import { ItemOwnedByAnotherError, StoreUnavailableError } from '../store/errors.js';
import type { JournalEntry } from '../store/store.js';
import { type ActionContext, auditRecord, ownedItem, ownedLinkSession, withoutAbort } from './action-context.js';
import { transitionLinkSession } from './link-session-transition.js';
import { commitAudited, commitWithRetry } from './commit-with-retry.js';
import { removeWithTokenInHand } from './remove-item.js';
import { isTokenConsumed, upstreamFailure } from './upstream-outcome.js';

/** A public token at rest: whose it is, and the fingerprint by which the journal knows it again. */
export interface PublicTokenToExchange {
  ownerId: OwnerId;
  sealedPublicToken: Sealed;
  publicTokenFingerprint: string;
  linkSessionId: LinkSessionId | null;
}

type ExchangedItem = Awaited<ReturnType<ActionContext['plaid']['itemPublicTokenExchange']>>;

/**
 * Turns a public token into a stored Item, once: the intention is committed before Plaid is asked, what comes back is
 * committed before anyone is answered, and the same token answers the same Item again.
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

/** null: another instance was faster, and has stored the Item. */
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

/** Pauses between looks, in milliseconds: 1.5 s in all. Storing what Plaid has answered takes milliseconds. */
const POLL_DELAYS_MS = [0, 20, 50, 100, 200, 400, 800];

/** Two instances were given one token at once: Plaid serves one of them, and the other waits for what that one stores. */
async function isStoredElsewhere(context: ActionContext, entry: JournalEntry): Promise<boolean> {
  for (const pollDelayMs of POLL_DELAYS_MS) {
    await context.pause(pollDelayMs);
    if ((await context.store.journal.find(entry))?.state === 'DONE') return true;
  }
  return false;
}

/**
 * A refusal closes the entry. If an earlier try ended without an answer, that try may have made the Item whose token is
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
      'an exchange had no answer and its token is used up: the Item may exist at Plaid without us; ask Plaid, quoting the request id',
    );
  }
}

/** Stores what Plaid has made, with the record of the action, or takes it back there when it cannot be stored. */
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
      if (deliveredParkedEvents > 0) context.feed.notifyOwner(item.ownerId);
      context.feed.itemChanged(item.ownerId, item.id);
      return item;
    });
  } catch (error) {
    if (error instanceof ItemOwnedByAnotherError) return refuseForeignItem(context, entry, exchanged);
    if (!(error instanceof StoreUnavailableError)) throw error;
    await compensate(context, entry, exchanged);
    // Not told as an outage: the public token is used up, so trying again cannot succeed.
    throw new GatewayError(
      'INTERNAL_SERVER_ERROR',
      'Plaid made the Item, and the database could not keep it. Link again.',
      {},
      { cause: error },
    );
  }
}

/** Plaid answered an Item that is somebody else's here: nobody gets it, and nothing of it changes. */
async function refuseForeignItem(
  context: ActionContext,
  entry: JournalEntry,
  exchanged: ExchangedItem,
): Promise<never> {
  const { plaidRequestId } = exchanged;
  await context.store.journal.close(entry, { state: 'ORPHANED', plaidRequestId, at: context.now() });
  context.log.error({ journalId: entry.id, plaidRequestId }, 'an exchange answered an Item of another owner');
  throw new GatewayError('UPSTREAM_INVALID_RESPONSE', 'Plaid answered an Item that cannot be stored. Link again.');
}

/** The database stayed away: undo the Item at Plaid rather than lose its token, and say what happened. */
async function compensate(context: ActionContext, entry: JournalEntry, exchanged: ExchangedItem): Promise<void> {
  const { itemId, plaidRequestId } = exchanged;
  const item = { ownerId: entry.ownerId, itemId, sealedAccessToken: exchanged.sealedAccessToken };
  const logFields = { journalId: entry.id, itemId, plaidRequestId };
  try {
    await removeWithTokenInHand(context, item);
  } catch (error) {
    context.log.fatal(
      { err: error, ...logFields },
      'an Item was made at Plaid and could neither be stored nor taken back; ask Plaid, quoting the request id',
    );
    return;
  }
  try {
    const undone = { state: 'UNDONE', itemId, plaidRequestId, at: context.now() } as const;
    await commitWithRetry(context, () => context.store.journal.close(entry, undone));
    context.log.warn(logFields, 'an Item was made at Plaid, could not be stored and was taken back');
  } catch (error) {
    context.log.error(
      { err: error, ...logFields },
      'an Item was made at Plaid, could not be stored and was taken back; the journal will say that it may still exist',
    );
  }
}

/** Exchanges the public token that Link's onSuccess gave to the app; with the session it came from, that is finished too. */
export async function exchangePublicToken(
  context: ActionContext,
  input: { publicToken: string; linkSessionId: LinkSessionId | null },
): Promise<OwnedItem> {
  const session = input.linkSessionId === null ? null : await ownedLinkSession(context, input.linkSessionId);
  const sealed = context.vault.sealPublicToken(context.actorId, input.publicToken);
  const item = await exchange(context, {
    ownerId: context.actorId,
    linkSessionId: session?.id ?? null,
    ...sealed,
  });
  if (session !== null) {
    await transitionLinkSession(context, session, 'SUCCEEDED');
    // It has one Item more, also when it had succeeded before.
    context.feed.linkSessionChanged(session.ownerId, session.id);
  }
  return item;
}
