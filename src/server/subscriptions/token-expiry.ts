import type { Viewer } from '../../model/viewer.js';

/** The least time that a connection lasts once its token was accepted. */
const MIN_CONNECTION_MS = 2_000;

/** Whether a viewer's token has expired, by the clock. */
export interface TokenExpiry {
  /** Whether the token has expired. Calls `expired` the first time it has. Check it before every delivery. */
  hasPassed(): boolean;
  /** Stops watching; `expired` is not called any more. */
  cancel(): void;
}

/**
 * Calls `expired` once when the viewer's token has expired. A timer does not notice that the clock was set or that the
 * machine slept, so the clock is read every `checkMs` and on every call of `hasPassed`. Because clocks differ, a token may
 * be accepted shortly after it has expired; its connection then lasts long enough for a first result.
 */
export function watchTokenExpiry(
  viewer: Viewer,
  { now, checkMs }: { /** The clock, Unix ms. */ now: () => number; checkMs: number },
  expired: () => void,
): TokenExpiry {
  if (viewer.expiresAt === null) return { hasPassed: () => false, cancel: () => undefined };
  const endsAt = Math.max(viewer.expiresAt, now() + MIN_CONNECTION_MS);
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;

  function hasPassed(): boolean {
    if (now() < endsAt) return false;
    clearTimeout(timer);
    if (!isOver) expired();
    isOver = true;
    return true;
  }
  function watch(): void {
    const leftMs = endsAt - now();
    timer = setTimeout(
      () => {
        if (!hasPassed()) watch();
      },
      Math.min(Math.max(leftMs, 0), checkMs),
    ).unref();
  }
  watch();
  return {
    hasPassed,
    cancel() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
