import type { Viewer } from '../model/viewer.js';

/** A timer cannot wait longer than this many milliseconds; a longer sign-in ends then, and the client connects again. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Calls back once when the viewer's sign-in expires. null: it never does. The caller clears the timer. */
export function onExpiry(viewer: Viewer, nowMs: number, expired: () => void): NodeJS.Timeout | null {
  if (viewer.expiresAt === null) return null;
  const waitMs = Math.min(Math.max(viewer.expiresAt - nowMs, 0), MAX_TIMER_MS);
  return setTimeout(expired, waitMs).unref();
}
