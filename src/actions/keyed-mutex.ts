/** Runs work one at a time per key, in the order it was handed in; different keys do not wait for each other. */
export interface KeyedMutex {
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** How many pieces of work wait or are under way. */
  readonly size: number;
  /** Resolves when everything handed in so far has ended. */
  idle(): Promise<void>;
}

export function createKeyedMutex(): KeyedMutex {
  const tails = new Map<string, Promise<unknown>>();
  let size = 0;

  return {
    run(key, work) {
      size += 1;
      const before = tails.get(key) ?? Promise.resolve();
      const result = before.then(work, work);
      const tail = result
        .catch(() => undefined)
        .finally(() => {
          size -= 1;
          if (tails.get(key) === tail) tails.delete(key);
        });
      tails.set(key, tail);
      return result;
    },
    get size() {
      return size;
    },
    async idle() {
      await Promise.all(tails.values());
    },
  };
}
