import { asOwnerId, type UnixMs } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { LeaderElection } from '../store/leader-election.js';
import type { JournalEntry } from '../store/store.js';
import type { ActionContext, ActionDeps } from './action-context.js';
import { exchange } from './exchange.js';
import { importKey } from './import-item.js';
import { finishRemoval } from './remove-item.js';
import { reconcileRotation } from './rotate-access-token.js';

/**
 * Finishes the writes that a crash interrupted: every exchange, import, removal and rotation that has no outcome. They are
 * independent of each other. One that still cannot be finished stays open and is logged.
 */
export async function recoverJournal(deps: ActionDeps, signal: AbortSignal): Promise<void> {
  for (const entry of await deps.store.journal.pending()) {
    if (signal.aborted) return;
    const context = contextFor(deps, entry, signal);
    try {
      await recover(context, entry);
      deps.log.info({ journalId: entry.id, kind: entry.kind }, 'recovered an interrupted write');
    } catch (error) {
      deps.log.warn(
        { err: error, journalId: entry.id, kind: entry.kind },
        'an interrupted write could not be recovered yet',
      );
    }
  }
}

function contextFor(deps: ActionDeps, entry: JournalEntry, signal: AbortSignal): ActionContext {
  const callerId = asOwnerId(entry.ownerId);
  const call = { signal, requestId: `recovery-${entry.id}`, callerId, onUpstreamCall: () => undefined };
  return { ...deps, actorId: entry.ownerId, call };
}

async function recover(context: ActionContext, entry: JournalEntry): Promise<void> {
  if (entry.kind === 'EXCHANGE') return recoverExchange(context, entry);
  if (entry.kind === 'IMPORT') return recoverExclusively(context, entry, importKey(entry.ownerId), giveUpImport);
  return recoverExclusively(context, entry, `item:${entry.itemId ?? ''}`, recoverItemOperation);
}

/** Waits for an action of this or another instance that may be in progress; that action may have finished the entry. */
function recoverExclusively(
  context: ActionContext,
  entry: JournalEntry,
  key: string,
  finish: (context: ActionContext, entry: JournalEntry) => Promise<void>,
): Promise<void> {
  return context.mutex.run(key, async () => {
    const current = await context.store.journal.find(entry);
    if (current?.state === 'PENDING') await finish(context, current);
  });
}

async function recoverItemOperation(context: ActionContext, entry: JournalEntry): Promise<void> {
  const item = await itemOf(context, entry);
  const at = context.now();
  if (item === null) return closeForRemovedItem(context, entry, at);
  if (entry.kind === 'ROTATE') return reconcileRotation(context, entry, item);
  return finishRemoval(context, entry, item, { reasonCode: null, reasonNote: null });
}

/** The Item was removed here and at Plaid: a removal is complete, and a rotation has nothing left to rotate. */
async function closeForRemovedItem(context: ActionContext, entry: JournalEntry, at: UnixMs): Promise<void> {
  if (entry.kind === 'ROTATE') return context.store.journal.close(entry, { state: 'FAILED', at });
  await context.store.journal.completeRemoval(entry, { plaidRequestId: entry.plaidRequestId, at });
}

async function recoverExchange(context: ActionContext, entry: JournalEntry): Promise<void> {
  if (entry.sealedPublicToken === null) return;
  const publicToken = context.vault.openPublicToken(entry.ownerId, entry.sealedPublicToken);
  const sealed = context.vault.sealPublicToken(entry.ownerId, publicToken);
  await exchange(context, { ownerId: entry.ownerId, linkSessionId: entry.linkSessionId, ...sealed });
}

/** The credentials of an import are not stored, so it cannot be retried. The operator is notified through the log. */
async function giveUpImport(context: ActionContext, entry: JournalEntry): Promise<void> {
  await context.store.journal.close(entry, { state: 'ORPHANED', at: context.now() });
  context.log.error(
    { journalId: entry.id },
    'an import was interrupted: Plaid may have an Item that is not stored here; import it again, or contact Plaid',
  );
}

async function itemOf(context: ActionContext, entry: JournalEntry): Promise<OwnedItem | null> {
  if (entry.itemId === null) return null;
  const owned = await context.store.items.findOwned(asOwnerId(entry.ownerId), [entry.itemId]);
  return owned.get(entry.itemId) ?? null;
}

/** Recovers interrupted writes while the process runs. */
export interface RecoveryWorker {
  /** Interrupts the round in progress; resolves when it has ended. */
  stop(): Promise<void>;
}

/** How often the leader looks for writes that another instance has left behind. */
const INTERVAL_MS = 60_000;

/** Runs one round now. With several instances the leader runs another one every minute. */
export function startRecoveryWorker(deps: ActionDeps, lease: LeaderElection | undefined): RecoveryWorker {
  const stopping = new AbortController();
  const recover = (): Promise<void> =>
    recoverJournal(deps, stopping.signal).catch((error: unknown) => {
      deps.log.error({ err: error }, 'cannot read interrupted writes from the journal');
    });
  let round = recover();

  async function runAgain(): Promise<void> {
    await round;
    if (lease?.held() != null && !stopping.signal.aborted) round = recover();
  }

  const rounds = lease === undefined ? undefined : setInterval(() => void runAgain(), INTERVAL_MS).unref();
  return {
    stop() {
      stopping.abort();
      clearInterval(rounds);
      return round;
    },
  };
}
