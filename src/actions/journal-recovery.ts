import { asOwnerId, type UnixMs } from '../model/ids.js';
import type { LeaderElection } from '../store/leader-election.js';
import type { JournalEntry } from '../store/store.js';
import type { ActionContext, ActionDeps } from './action-context.js';
import { exchange } from './exchange.js';
import { importKey } from './import-item.js';
import { finishRemoval } from './remove-item.js';
import { reconcileRotation } from './rotate-access-token.js';

/**
 * Finishes what a crash interrupted: every exchange, removal and rotation that was begun and has no outcome. Each one
 * on its own; what still cannot be settled stays open and is logged. Resolves when all have had their try.
 */
export async function recoverJournal(deps: ActionDeps, signal: AbortSignal): Promise<void> {
  for (const entry of await deps.store.journal.pending()) {
    if (signal.aborted) return;
    const context = contextFor(deps, entry, signal);
    try {
      await recover(context, entry);
      deps.log.info({ journalId: entry.id, kind: entry.kind }, 'settled what a crash or an outage had interrupted');
    } catch (error) {
      deps.log.warn({ err: error, journalId: entry.id, kind: entry.kind }, 'an interrupted write is still unsettled');
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
  if (entry.kind === 'IMPORT') return settleAlone(context, entry, importKey(entry.ownerId), giveUpImport);
  return settleAlone(context, entry, `item:${entry.itemId ?? ''}`, recoverItemOperation);
}

/** After whoever may be at it on this or another instance: then it may be settled already. */
function settleAlone(
  context: ActionContext,
  entry: JournalEntry,
  key: string,
  settle: (context: ActionContext, entry: JournalEntry) => Promise<void>,
): Promise<void> {
  return context.mutex.run(key, async () => {
    const present = await context.store.journal.find(entry);
    if (present?.state === 'PENDING') await settle(context, present);
  });
}

async function recoverItemOperation(context: ActionContext, entry: JournalEntry): Promise<void> {
  const item = await itemOf(context, entry);
  const at = context.now();
  if (item === null) return settleForRemovedItem(context, entry, at);
  if (entry.kind === 'ROTATE') return reconcileRotation(context, entry, item);
  return finishRemoval(context, entry, item, { reasonCode: null, reasonNote: null });
}

/** The Item is gone, here and by Plaid's word: a removal has happened, and whatever a rotation was to replace is no more. */
async function settleForRemovedItem(context: ActionContext, entry: JournalEntry, at: UnixMs): Promise<void> {
  if (entry.kind === 'ROTATE') return context.store.journal.close(entry, { state: 'FAILED', at });
  await context.store.journal.completeRemoval(entry, { plaidRequestId: entry.plaidRequestId, at });
}

async function recoverExchange(context: ActionContext, entry: JournalEntry): Promise<void> {
  if (entry.sealedPublicToken === null) return;
  const publicToken = context.vault.openPublicToken(entry.ownerId, entry.sealedPublicToken);
  const sealed = context.vault.sealPublicToken(entry.ownerId, publicToken);
  await exchange(context, { ownerId: entry.ownerId, linkSessionId: entry.linkSessionId, ...sealed });
}

/** Its credentials are not kept, so it cannot be asked for again: whoever imported has to, and hears of it here. */
async function giveUpImport(context: ActionContext, entry: JournalEntry): Promise<void> {
  await context.store.journal.close(entry, { state: 'ORPHANED', at: context.now() });
  context.log.error(
    { journalId: entry.id },
    'an import was interrupted: the Item may exist at Plaid without us; import it again, or ask Plaid',
  );
}

async function itemOf(context: ActionContext, entry: JournalEntry) {
  if (entry.itemId === null) return null;
  const owned = await context.store.items.findOwned(asOwnerId(entry.ownerId), [entry.itemId]);
  return owned.get(entry.itemId) ?? null;
}

/** Settles what was interrupted, for as long as the process lives. */
export interface RecoveryWorker {
  /** Interrupts the round under way; resolves when it has ended. */
  stop(): Promise<void>;
}

/** How often the instance that has the lease looks for what another one has left and does not come back for. */
const INTERVAL_MS = 60_000;

/** One round now; with other instances one more each minute, by whoever has the lease. */
export function startRecoveryWorker(deps: ActionDeps, lease: LeaderElection | undefined): RecoveryWorker {
  const stopping = new AbortController();
  const recover = (): Promise<void> =>
    recoverJournal(deps, stopping.signal).catch((error: unknown) => {
      deps.log.error({ err: error }, 'could not read the journal of interrupted writes');
    });
  let round = recover();

  async function again(): Promise<void> {
    await round;
    if (lease?.held() != null && !stopping.signal.aborted) round = recover();
  }

  const rounds = lease === undefined ? undefined : setInterval(() => void again(), INTERVAL_MS).unref();
  return {
    stop() {
      stopping.abort();
      clearInterval(rounds);
      return round;
    },
  };
}
