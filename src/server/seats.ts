import type { OwnerId } from '../model/ids.js';

/** Long-lived connections by viewer, whatever their transport: a socket and a stream take one seat each. */
export interface Seats {
  /** Takes a seat until the returned function is called. null: the viewer has none left. */
  take(viewerId: OwnerId): (() => void) | null;
}

/** `perViewer`: LIMIT_SOCKETS_PER_VIEWER, of this process alone. */
export function createSeats(perViewer: number): Seats {
  const taken = new Map<OwnerId, number>();

  function leave(viewerId: OwnerId): void {
    const left = (taken.get(viewerId) ?? 1) - 1;
    if (left > 0) taken.set(viewerId, left);
    else taken.delete(viewerId);
  }

  return {
    take(viewerId) {
      const before = taken.get(viewerId) ?? 0;
      if (before >= perViewer) return null;
      taken.set(viewerId, before + 1);
      let hasLeft = false;
      return () => {
        if (!hasLeft) leave(viewerId);
        hasLeft = true;
      };
    },
  };
}
