import { GatewayError, notFound } from '../errors/gateway-error.js';
import type { LinkSessionId, OwnerId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { Sealed } from '../model/sealed.js';
import { ItemOwnedByAnotherError, StoreUnavailableError } from '../store/errors.js';
import type { JournalEntry } from '../store/store.js';
import { type ActionContext, auditRecord, ownedItem, untilAnswered } from './action-context.js';
import { commitAudited, commitWithPatience } from './commit.js';
import { removeWithTokenInHand } from './remove.js';
import { isUsedUp, upstreamFailure } from './upstream-outcome.js';

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
  return context.queue.run(`exchange:${token.ownerId}:${token.publicTokenFingerprint}`, async () => {
    const { entry } = await context.store.journal.beginExchange({ ...token, at: context.now() });
    if (entry.state === 'DONE') return exchangedBefore(context, entry);
    const exchanged = await askPlaid(context, entry, token);
    if (exchanged === null) return exchangedBefore(context, (await context.store.journal.find(entry)) ?? entry);
    return keep(context, entry, exchanged, 'item.exchange');
  });
}

async function exchangedBefore(context: ActionContext, entry: JournalEntry): Promise<OwnedItem> {
  if (entry.itemId === null) throw notFound();
  return ownedItem(context, entry.itemId);
}

/** null: another instance was faster, and has stored the Item. */
async function askPlaid(
  context: ActionContext,
  entry: JournalEntry,
  token: PublicTokenToExchange,
): Promise<ExchangedItem | null> {
  try {
    return await context.plaid.itemPublicTokenExchange(token, untilAnswered(context.call));
  } catch (error) {
    if (isUsedUp(error) && entry.attempts > 1 && (await isStoredElsewhere(context, entry))) return null;
    await recordFailure(context, entry, error);
    throw error;
  }
}

/** Pauses between looks, in milliseconds: 1.5 s in all. Storing what Plaid has answered takes milliseconds. */
const LOOKS_MS = [0, 20, 50, 100, 200, 400, 800];

/** Two instances were given one token at once: Plaid serves one of them, and the other waits for what that one stores. */
async function isStoredElsewhere(context: ActionContext, entry: JournalEntry): Promise<boolean> {
  for (const lookMs of LOOKS_MS) {
    await context.pause(lookMs);
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
  const mayBeLost = entry.attempts > 1 && isUsedUp(error);
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
export async function keep(
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
      if (deliveredParkedEvents > 0) context.feed.wake(item.ownerId);
      context.feed.itemChanged(item.ownerId, item.id);
      return item;
    });
  } catch (error) {
    if (error instanceof ItemOwnedByAnotherError) return refuseForeignItem(context, entry, exchanged);
    if (!(error instanceof StoreUnavailableError)) throw error;
    await takeBack(context, entry, exchanged);
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
async function takeBack(context: ActionContext, entry: JournalEntry, exchanged: ExchangedItem): Promise<void> {
  const { itemId, plaidRequestId } = exchanged;
  const item = { ownerId: entry.ownerId, itemId, sealedAccessToken: exchanged.sealedAccessToken };
  const told = { journalId: entry.id, itemId, plaidRequestId };
  try {
    await removeWithTokenInHand(context, item);
  } catch (error) {
    context.log.fatal(
      { err: error, ...told },
      'an Item was made at Plaid and could neither be stored nor taken back; ask Plaid, quoting the request id',
    );
    return;
  }
  try {
    const undone = { state: 'UNDONE', itemId, plaidRequestId, at: context.now() } as const;
    await commitWithPatience(context, () => context.store.journal.close(entry, undone));
    context.log.warn(told, 'an Item was made at Plaid, could not be stored and was taken back');
  } catch (error) {
    context.log.error(
      { err: error, ...told },
      'an Item was made at Plaid, could not be stored and was taken back; the journal will say that it may still exist',
    );
  }
}
