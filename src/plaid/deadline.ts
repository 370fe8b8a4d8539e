/** The time that one call may take, with all attempts and response bodies. Its creator ends it. */
export interface Deadline {
  /** Aborts when the time is up or the caller disconnects. Created when it is first read: most calls never need it. */
  readonly signal: AbortSignal;
  /** Why the deadline is over; null while it is not. */
  over(): 'expired' | 'cancelled' | null;
  /** Calls `listener` once when the deadline is over. The returned function removes the listener. */
  onOver(listener: () => void): () => void;
  remainingMs(): number;
  /** Resolves after `delayMs`, or as soon as the deadline is over. */
  wait(delayMs: number): Promise<void>;
  end(): void;
}

/** Starts a deadline. It uses the monotonic clock: changes of the wall clock do not affect it. */
export function startDeadline(timeoutMs: number, caller: AbortSignal): Deadline {
  const endsAt = performance.now() + timeoutMs;
  const listeners = new Set<() => void>();
  let reason: 'expired' | 'cancelled' | null = null;
  let controller: AbortController | null = null;

  const finish = (why: 'expired' | 'cancelled') => (): void => {
    reason ??= why;
    controller?.abort();
    for (const listener of listeners) listener();
    listeners.clear();
  };
  const cancel = finish('cancelled');
  const timer = setTimeout(finish('expired'), timeoutMs);
  caller.addEventListener('abort', cancel, { once: true });
  if (caller.aborted) cancel();

  function onOver(listener: () => void): () => void {
    if (reason === null) listeners.add(listener);
    else listener();
    return () => listeners.delete(listener);
  }

  return {
    get signal() {
      if (controller === null) {
        controller = new AbortController();
        if (reason !== null) controller.abort();
      }
      return controller.signal;
    },
    over: () => reason,
    onOver,
    remainingMs: () => endsAt - performance.now(),
    wait: (delayMs) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(pause);
          removeListener();
          resolve();
        };
        const pause = setTimeout(done, delayMs);
        const removeListener = onOver(() => {
          clearTimeout(pause);
          resolve();
        });
      }),
    end() {
      clearTimeout(timer);
      caller.removeEventListener('abort', cancel);
    },
  };
}
