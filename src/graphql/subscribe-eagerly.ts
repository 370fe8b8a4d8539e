/**
 * Takes the first step of a feed at once, so that it listens from now on and not only from the moment somebody reads it.
 * Nothing that happens in between is missed.
 */
export function subscribeEagerly<T>(source: AsyncIterable<T>): AsyncIterableIterator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<T>> | null = iterator.next();
  // Whoever takes it gets the failure; until then it must not count as unhandled.
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
