import type { Viewer } from '../../model/viewer.js';

/** How long a connection lasts at least once its token was taken. */
const MIN_CONNECTION_MS = 2_000;

/** When a viewer's sign-in ends, by the clock. */
export interface TokenExpiry {
  /** Whether it has ended. Calls `expired` when it has, if nobody was told before. Ask before anything is delivered. */
  hasPassed(): boolean;
  /** Stops watching; `expired` is not called any more. */
  cancel(): void;
}

/**
 * Calls back once when the viewer's sign-in has ended. A timer does not notice that the clock was set, or that the machine
 * slept; so the clock itself is read every `checkMs`, and whenever somebody asks. A token may be taken
 * although its end has just passed, because clocks differ: its connection lasts long enough for a first answer.
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
