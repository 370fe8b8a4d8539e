import { setImmediate as immediate } from 'node:timers/promises';

/** A read of several keys within a scope, such as an owner. The map lacks the keys that were not found. */
export type ReadMany<Scope, Key, Found> = (scope: Scope, keys: readonly Key[]) => Promise<Map<Key, Found>>;

/** The most keys of one read. */
const MAX_KEYS = 1_000;

interface OpenRead<Key, Found> {
  keys: Set<Key>;
  found: Promise<Map<Key, Found>>;
}

/**
 * Reads of one scope that are requested at the same moment share one statement, so that a page of Items, or an event with
 * thousands of subscribers, costs one. Different scopes are never combined. A read that has begun is not joined, so nobody
 * receives a result from before their request. Nothing is cached.
 */
export function coalesceReads<Scope, Key, Found>(read: ReadMany<Scope, Key, Found>): ReadMany<Scope, Key, Found> {
  const pending = new Map<Scope, OpenRead<Key, Found>>();

  function begin(scope: Scope): OpenRead<Key, Found> {
    const keys = new Set<Key>();
    const found = immediate().then(() => {
      if (pending.get(scope) === opened) pending.delete(scope);
      return read(scope, [...keys]);
    });
    const opened = { keys, found };
    pending.set(scope, opened);
    return opened;
  }

  return async (scope, keys) => {
    const open = pending.get(scope);
    const joined = open !== undefined && open.keys.size + keys.length <= MAX_KEYS ? open : begin(scope);
    for (const key of keys) joined.keys.add(key);
    const found = await joined.found;
    return new Map(keys.flatMap((key) => (found.has(key) ? [[key, found.get(key) as Found] as const] : [])));
  };
}

/** The same for callers that need one key each, where every key belongs to one scope. null: not found. */
export function coalesceFinds<Key, Found>(
  read: (keys: readonly Key[]) => Promise<Map<Key, Found>>,
): (key: Key) => Promise<Found | null> {
  const find = coalesceReads<null, Key, Found>((_, keys) => read(keys));
  return async (key) => (await find(null, [key])).get(key) ?? null;
}

/** The entries in lists by key, in their order. Those without a key are left out. */
export function groupedBy<Key, Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => Key | null,
): Map<Key, Entry[]> {
  const groups = new Map<Key, Entry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return groups;
}
