import { setImmediate as immediate } from 'node:timers/promises';

/**
 * Readers that ask for the same thing in the same moment share one read. Only a read that has not begun is shared:
 * one under way may have missed what its new reader was woken for.
 */
export type CoalescedReads<T> = (key: string, read: () => Promise<T>) => Promise<T>;

export function createCoalescedReads<T>(): CoalescedReads<T> {
  const notBegun = new Map<string, Promise<T>>();

  return (key, read) => {
    const shared = notBegun.get(key);
    if (shared !== undefined) return shared;
    const begun = immediate().then(() => {
      notBegun.delete(key);
      return read();
    });
    notBegun.set(key, begun);
    return begun;
  };
}
