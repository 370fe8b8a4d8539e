import { setTimeout as sleep } from 'node:timers/promises';

/** What `withTimeout` rejects with. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * Settles like `promise`, or rejects with TimeoutError after `timeoutMs`. The work itself is not cancelled; its late
 * outcome is ignored.
 */
export function withTimeout<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new TimeoutError(`No result within ${timeoutMs} ms.`));
    }, timeoutMs);
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}

export interface PollOptions {
  /** The first pause between two attempts; each pause is twice as long as the one before it. */
  minMs: number;
  /** The longest pause. */
  maxMs: number;
  /** How long all pauses together may take. The last attempt is made after that. */
  timeoutMs: number;
  /** Resolves after `ms`, or earlier when the signal aborts. Tests pass their own. */
  pause?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Stops polling. */
  signal?: AbortSignal;
}

/** Calls `attempt` until it returns something other than null. Resolves to null on timeout and after an abort; rejects when `attempt` does. */
export async function poll<T>(attempt: () => Promise<T | null>, options: PollOptions): Promise<T | null> {
  const { minMs, maxMs, timeoutMs, pause = interruptiblePause, signal } = options;
  let waitedMs = 0;
  for (let delayMs = minMs; signal?.aborted !== true; delayMs = Math.min(delayMs * 2, maxMs)) {
    const result = await attempt();
    if (result !== null || waitedMs >= timeoutMs) return result;
    const pauseMs = Math.min(delayMs, timeoutMs - waitedMs);
    await pause(pauseMs, signal);
    waitedMs += pauseMs;
  }
  return null;
}

/** Resolves after `ms`, or as soon as the signal aborts. Does not keep the process alive. */
export async function interruptiblePause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { ref: false, ...(signal && { signal }) }).catch(() => undefined);
}
