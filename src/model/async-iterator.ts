/** What an async iterator reads from, and what it releases when it ends. */
export interface IteratorSource<Value> {
  /** The next value. */
  next: () => Promise<IteratorResult<Value, unknown>>;
  /** Releases everything. Called exactly once: on the end or failure of `next`, on return() or throw(), or on abort. */
  close: () => void | Promise<void>;
  /** Closes the iterator when it aborts. */
  signal?: AbortSignal;
}

const DONE = { done: true, value: undefined } as const;

/**
 * An async iterator that can be closed while a pull is pending. A generator function cannot do that: its return() waits
 * behind the pending pull. Here `close` runs immediately, and must make a pending `next` settle. Once closed, the iterator
 * is done, and a pull that fails because of the close is done too instead of an error.
 */
export function asyncIterator<Value>({
  next,
  close,
  signal,
}: IteratorSource<Value>): AsyncGenerator<Value, undefined, undefined> {
  let closing: Promise<void> | null = null;

  function closeOnce(): Promise<void> {
    if (closing !== null) return closing;
    signal?.removeEventListener('abort', closeOnAbort);
    closing = callClose();
    return closing;
  }
  async function callClose(): Promise<void> {
    await close();
  }
  function closeOnAbort(): void {
    closeOnce().catch(() => undefined);
  }
  const isClosed = (): boolean => closing !== null;

  signal?.addEventListener('abort', closeOnAbort, { once: true });
  if (signal?.aborted === true) closeOnAbort();

  return {
    async next() {
      if (isClosed()) return DONE;
      try {
        const result = await next();
        if (result.done !== true) return result;
      } catch (error) {
        const failedBeforeClose = !isClosed();
        await closeOnce();
        if (failedBeforeClose) throw error;
        return DONE;
      }
      await closeOnce();
      return DONE;
    },
    async return() {
      await closeOnce();
      return DONE;
    },
    async throw(error: unknown) {
      await closeOnce();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await closeOnce();
    },
  };
}
