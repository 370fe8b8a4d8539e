/** The time one upstream call may take, all its tries and their bodies together. Whoever makes one ends it. */
export interface Deadline {
  /** Aborts when the time is up or the caller has gone. */
  readonly signal: AbortSignal;
  /** Why the signal aborted; null while it has not. */
  over(): 'expired' | 'cancelled' | null;
  remainingMs(): number;
  /** Resolves after `delayMs`, or as soon as the signal aborts. */
  wait(delayMs: number): Promise<void>;
  end(): void;
}

/** Starts the clock. Time is measured monotonically: a changed wall clock neither shortens nor lengthens a call. */
export function startDeadline(timeoutMs: number, caller: AbortSignal): Deadline {
  const controller = new AbortController();
  const endsAt = performance.now() + timeoutMs;
  let reason: 'expired' | 'cancelled' | null = null;
  const finish = (why: 'expired' | 'cancelled') => (): void => {
    reason ??= why;
    controller.abort();
  };
  const expire = finish('expired');
  const cancel = finish('cancelled');
  const timer = setTimeout(expire, timeoutMs);
  caller.addEventListener('abort', cancel, { once: true });
  if (caller.aborted) cancel();
  return {
    signal: controller.signal,
    over: () => reason,
    remainingMs: () => endsAt - performance.now(),
    wait: (delayMs) => waitFor(delayMs, controller.signal),
    end() {
      clearTimeout(timer);
      caller.removeEventListener('abort', cancel);
    },
  };
}

function waitFor(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
