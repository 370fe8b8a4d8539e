/** The time that one call may take, with all attempts and response bodies. Its creator ends it. */
export interface Deadline {
  /** Aborts when the time is up or the caller disconnects. */
  readonly signal: AbortSignal;
  /** Why the signal aborted; null while it has not. */
  over(): 'expired' | 'cancelled' | null;
  remainingMs(): number;
  /** Resolves after `delayMs`, or as soon as the signal aborts. */
  wait(delayMs: number): Promise<void>;
  end(): void;
}

/** Starts a deadline. It uses the monotonic clock: changes of the wall clock do not affect it. */
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
