import type { OwnerId } from '../../model/ids.js';

/** The connection that holds a slot. */
export interface SlotHolder {
  /** Since when its client has shown no activity, in ms of the clock; null: it is alive, as far as is known. */
  silentSince(): number | null;
  /** Closes the connection, because a newer one of the same viewer needs the slot. */
  evict(): void;
}

/** Long-lived connections per viewer, whatever their transport: a socket and a stream take one slot each. */
export interface ConnectionSlots {
  /**
   * Takes a slot until the returned function is called. When all are taken, the connection that has been silent for the
   * longest is evicted. null: all are taken, and none is silent.
   */
  take(viewerId: OwnerId, holder: SlotHolder): (() => void) | null;
}

/** `perViewer`: LIMIT_SOCKETS_PER_VIEWER, in this process. */
export function createConnectionSlots(perViewer: number): ConnectionSlots {
  const taken = new Map<OwnerId, Set<SlotHolder>>();

  return {
    take(viewerId, holder) {
      const holders = taken.get(viewerId) ?? new Set();
      if (holders.size >= perViewer) {
        const silent = longestSilent(holders);
        if (silent === null) return null;
        holders.delete(silent);
        silent.evict();
      }
      holders.add(holder);
      taken.set(viewerId, holders);
      return () => {
        // An evicted holder has already lost its slot.
        if (holders.delete(holder) && holders.size === 0) taken.delete(viewerId);
      };
    },
  };
}

function longestSilent(holders: Iterable<SlotHolder>): SlotHolder | null {
  let found: SlotHolder | null = null;
  let since = Infinity;
  for (const holder of holders) {
    const silentSince = holder.silentSince();
    if (silentSince === null || silentSince >= since) continue;
    found = holder;
    since = silentSince;
  }
  return found;
}
