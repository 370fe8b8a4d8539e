/** Runs tasks with the same key one after the other, in order. Different keys do not wait for each other. */
export interface KeyedMutex {
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** How many tasks wait or run. */
  readonly size: number;
  /** Resolves when all tasks added so far have ended. */
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
