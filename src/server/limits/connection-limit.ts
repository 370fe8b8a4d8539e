import { isIPv4, isIPv6 } from 'node:net';

/** A connection that nobody has signed in on yet. */
export interface UnauthenticatedConnection {
  /** Counts it as signed in from now on. */
  signIn(): void;
  /** Frees its place; calling it again changes nothing. */
  leave(): void;
}

/** The places for sockets and streams of this process: LIMIT_CONNECTIONS. */
export interface ConnectionLimit {
  /**
   * Takes a place for a caller whose token has been verified. When every place is taken, an unauthenticated connection is
   * closed for it. Returns how to free the place; null: every place belongs to somebody who is signed in.
   */
  admit(): (() => void) | null;
  /**
   * Takes a place for a connection from `address` that nobody has signed in on yet. `close` is called when it has to give way
   * to another one. null: no place is free and nobody has to give way.
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

/** How long a client is given to sign in before it gives way to another client of the same address. */
const GRACE_MS = 1_000;

interface Waiting {
  readonly group: string;
  readonly since: number;
  readonly close: () => void;
}

/**
 * Who gives way among the unauthenticated: the oldest of the address that holds the most, if that is more than the newcomer's
 * address would hold; else the oldest of all once it has had GRACE_MS to sign in. So one address cannot keep others out, and
 * behind a proxy, where all share one address, a client that signs in at once is not pushed out by those that come after it.
 */
export function createConnectionLimit({ max, maxUnauthenticated, now }: ConnectionLimitOptions): ConnectionLimit {
  let signedIn = 0;
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

  /** Of the address that holds the most, which is more than `held`. */
  function oldestOfLargest(held: number): Waiting | undefined {
    const most = Math.max(...heldBy.values());
    return most > held ? [...waiting].find(({ group }) => heldBy.get(group) === most) : undefined;
  }

  function oldestPastGrace(): Waiting | undefined {
    const [oldest] = waiting;
    return oldest !== undefined && now() - oldest.since >= GRACE_MS ? oldest : undefined;
  }

  function countSignedIn(): () => void {
    signedIn += 1;
    let isHeld = true;
    return () => {
      if (isHeld) signedIn -= 1;
      isHeld = false;
    };
  }

  return {
    admit() {
      const isFull = signedIn + waiting.size >= max;
      return isFull && !evict(oldestOfLargest(0)) ? null : countSignedIn();
    },
    admitUnauthenticated(address, close) {
      const group = groupOf(address);
      const isFull = waiting.size >= Math.min(maxUnauthenticated, max - signedIn);
      if (isFull && !evict(oldestOfLargest((heldBy.get(group) ?? 0) + 1) ?? oldestPastGrace())) return null;
      const entry: Waiting = { group, since: now(), close };
      add(entry);
      let leaveSignedIn: (() => void) | null = null;
      return {
        signIn() {
          if (remove(entry)) leaveSignedIn = countSignedIn();
        },
        leave() {
          remove(entry);
          leaveSignedIn?.();
        },
      };
    },
  };
}

/** Addresses that one network may have at will count as one: the first 64 bits of an IPv6 address. */
function groupOf(address: string | undefined): string {
  const text = (address ?? '').replace(/^::ffff:/i, '');
  if (isIPv4(text) || !isIPv6(text)) return text;
  const [head = '', tail] = text.replace(/%.*$/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
