import type { LeaseKeeper } from '../store/lease-keeper.js';
import type { ActionDeps } from './action-context.js';
import { recoverJournal } from './recovery.js';

/** Settles what was interrupted, for as long as the process lives. */
export interface RecoveryRounds {
  /** Interrupts the round under way; resolves when it has ended. */
  stop(): Promise<void>;
}

/** How often the instance that has the lease looks for what another one has left and does not come back for. */
const ROUND_MS = 60_000;

/** One round now; with other instances one more each minute, by whoever has the lease. */
export function startRecovery(deps: ActionDeps, lease: LeaseKeeper | undefined): RecoveryRounds {
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

  const rounds = lease === undefined ? undefined : setInterval(() => void again(), ROUND_MS).unref();
  return {
    stop() {
      stopping.abort();
      clearInterval(rounds);
      return round;
    },
  };
}
