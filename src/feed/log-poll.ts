import type { Logger } from '../observability/logger.js';
import type { EventLog } from '../store/store.js';

/** Looks for events that other instances appended: one question per interval for the whole process. */
export interface LogPoll {
  /** Stops; resolves when a question under way has been answered. */
  close(): Promise<void>;
}

/** Asks only while `wanted` says so, and calls `onNews` when the log has grown since it last looked. */
export function startLogPoll(
  log: Pick<EventLog, 'lastSeq'>,
  options: { pollMs: number; wanted: () => boolean; onNews: () => void; logger: Pick<Logger, 'warn'> | undefined },
): LogPoll {
  let seen: number | null = null;
  let failing = false;
  let asking: Promise<void> | null = null;

  async function ask(): Promise<void> {
    try {
      const lastSeq = await log.lastSeq();
      failing = false;
      if (lastSeq === seen) return;
      seen = lastSeq;
      options.onNews();
    } catch (error) {
      // Told once per outage: the next question comes in a moment anyway.
      if (!failing) options.logger?.warn({ err: error }, 'cannot ask the log for events of other instances');
      failing = true;
    }
  }

  const timer = setInterval(() => {
    if (asking !== null || !options.wanted()) return;
    asking = ask().finally(() => (asking = null));
  }, options.pollMs);
  timer.unref();

  return {
    async close() {
      clearInterval(timer);
      await asking;
    },
  };
}
