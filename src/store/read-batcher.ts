import DataLoader from 'dataloader';

/** The most keys in one statement. Longer lists are read in several. */
const MAX_BATCH = 500;

/**
 * Reads of the same moment, also of different operations, share one statement. Nothing is cached. `find` returns the values
 * in the order of the keys.
 */
export function createReadBatcher<Key, Value>(
  find: (keys: readonly Key[]) => Promise<Value[]>,
): (key: Key) => Promise<Value> {
  const loader = new DataLoader<Key, Value>(find, { cache: false, maxBatchSize: MAX_BATCH });
  return (key) => loader.load(key);
}
