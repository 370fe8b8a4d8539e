/**
 * Requests the first value of a lazy source immediately. The source then listens from now on, not only from the first call
 * of `next()`, and events in between are not missed.
 */
export function subscribeEagerly<T>(source: AsyncIterable<T>): AsyncIterableIterator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<T>> | null = iterator.next();
  // The consumer receives the rejection later. Until then it must not count as unhandled.
  first.catch(() => undefined);
  return {
    next() {
      const result = first ?? iterator.next();
      first = null;
      return result;
    },
    async return() {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
