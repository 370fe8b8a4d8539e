import type { Viewer } from '../model/viewer.js';

/** When a viewer's sign-in ends, by the clock. */
export interface Expiry {
  /** Whether it has ended. Calls `expired` when it has, if nobody was told before. Ask before anything is delivered. */
  hasPassed(): boolean;
  /** Stops watching; `expired` is not called any more. */
  cancel(): void;
}

/**
 * Calls back once when the viewer's sign-in has ended. A timer does not notice that the clock was set, or that the machine
 * slept; so the clock itself is read every `checkMs`, and whenever somebody asks.
 */
export function watchExpiry(
  viewer: Viewer,
  { now, checkMs }: { /** The clock, Unix ms. */ now: () => number; checkMs: number },
  expired: () => void,
): Expiry {
  const expiresAt = viewer.expiresAt;
  if (expiresAt === null) return { hasPassed: () => false, cancel: () => undefined };
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;

  function hasPassed(): boolean {
    if (now() < (expiresAt ?? Infinity)) return false;
    clearTimeout(timer);
    if (!isOver) expired();
    isOver = true;
    return true;
  }
  function watch(): void {
    const leftMs = (expiresAt ?? Infinity) - now();
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
