import { isIPv4, isIPv6 } from 'node:net';

/** A connection that is not authenticated yet. */
export interface UnauthenticatedConnection {
  /** Counts it as authenticated from now on. */
  setAuthenticated(): void;
  /** Releases its slot. Idempotent. */
  release(): void;
}

/** Limits the sockets and streams of this process: LIMIT_CONNECTIONS. */
export interface ConnectionLimit {
  /**
   * Admits a caller whose token has been verified. At the limit, an unauthenticated connection is closed to make room.
   * Returns a function that releases the place; null: every connection is authenticated.
   */
  admit(): (() => void) | null;
  /**
   * Admits a connection from `address` that is not authenticated yet. `close` is called when it is evicted in favor of
   * another one. null: the limit is reached and no connection may be evicted.
   */
  admitUnauthenticated(address: string | undefined, close: () => void): UnauthenticatedConnection | null;
}

export interface ConnectionLimitOptions {
  /** LIMIT_CONNECTIONS. */
  max: number;
  /** How many of them may be unauthenticated at the same time. */
  maxUnauthenticated: number;
  now: () => number;
}

/** How long a client has to authenticate before it may be evicted in favor of a client of the same address. */
const GRACE_MS = 1_000;

interface Waiting {
  readonly group: string;
  readonly since: number;
  readonly close: () => void;
}

/**
 * Which unauthenticated connection is evicted: the oldest of the address with the most connections, if that is more than
 * the new connection's address would have; otherwise the oldest of all, once it has had GRACE_MS to authenticate. So one
 * address cannot lock others out. Behind a proxy, where all clients share one address, a client that authenticates
 * immediately is not evicted by later ones.
 */
export function createConnectionLimit({ max, maxUnauthenticated, now }: ConnectionLimitOptions): ConnectionLimit {
  let authenticated = 0;
  /** Oldest first. */
  const waiting = new Set<Waiting>();
  const heldBy = new Map<string, number>();

  function add(entry: Waiting): void {
    waiting.add(entry);
    heldBy.set(entry.group, (heldBy.get(entry.group) ?? 0) + 1);
  }

  function remove(entry: Waiting): boolean {
    if (!waiting.delete(entry)) return false;
    const left = (heldBy.get(entry.group) ?? 1) - 1;
    if (left > 0) heldBy.set(entry.group, left);
    else heldBy.delete(entry.group);
    return true;
  }

  function evict(entry: Waiting | undefined): boolean {
    if (entry === undefined) return false;
    remove(entry);
    entry.close();
    return true;
  }

  /** The oldest connection of the address with the most, if that is more than `held`. */
  function oldestOfLargest(held: number): Waiting | undefined {
    const most = Math.max(...heldBy.values());
    return most > held ? [...waiting].find(({ group }) => heldBy.get(group) === most) : undefined;
  }

  function oldestPastGrace(): Waiting | undefined {
    const [oldest] = waiting;
    return oldest !== undefined && now() - oldest.since >= GRACE_MS ? oldest : undefined;
  }

  function countAuthenticated(): () => void {
    authenticated += 1;
    let isHeld = true;
    return () => {
      if (isHeld) authenticated -= 1;
      isHeld = false;
    };
  }

  return {
    admit() {
      const isFull = authenticated + waiting.size >= max;
      return isFull && !evict(oldestOfLargest(0)) ? null : countAuthenticated();
    },
    admitUnauthenticated(address, close) {
      const group = groupOf(address);
      const isFull = waiting.size >= Math.min(maxUnauthenticated, max - authenticated);
      if (isFull && !evict(oldestOfLargest((heldBy.get(group) ?? 0) + 1) ?? oldestPastGrace())) return null;
      const entry: Waiting = { group, since: now(), close };
      add(entry);
      let releaseAuthenticated: (() => void) | null = null;
      return {
        setAuthenticated() {
          if (remove(entry)) releaseAuthenticated = countAuthenticated();
        },
        release() {
          remove(entry);
          releaseAuthenticated?.();
        },
      };
    },
  };
}

/** IPv6 addresses count by their first 64 bits, because one network has all addresses below those. */
function groupOf(address: string | undefined): string {
  const text = (address ?? '').replace(/^::ffff:/i, '');
  if (isIPv4(text) || !isIPv6(text)) return text;
  const [head = '', tail] = text.replace(/%.*$/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
