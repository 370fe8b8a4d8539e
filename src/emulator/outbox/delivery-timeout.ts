import type { Clock } from '../clock.js';

/** Plaid waits 10 s for an answer. */
const ANSWER_MS = 10_000;
/** Of the wall's time, while the clock is moved: one answer, all answers of one move together, and each one after that. */
const MOVED_ANSWER_MS = 2_000;
const MOVED_TOTAL_MS = 6_000;
const MOVED_LAST_MS = 50;

/** How long receivers are waited for. */
export interface DeliveryTimeout {
  /** How long to wait for the next answer, in milliseconds of the wall's time. */
  nextMs(): number;
  /** Somebody has not answered in that time. */
  spent(ms: number): void;
}

/**
 * Ten seconds by the wall for each delivery; but while somebody waits for the clock to be moved by days, with a retry
 * for every silent receiver on the way, those seconds pass on the emulator's clock and the wait is cut short.
 */
export const createDeliveryTimeout = (clock: Clock): DeliveryTimeout => {
  let move: number | null = null;
  let spentMs = 0;
  return {
    nextMs: () => {
      const current = clock.move();
      if (current === null) return ANSWER_MS;
      if (current !== move) spentMs = 0;
      move = current;
      return spentMs < MOVED_TOTAL_MS ? MOVED_ANSWER_MS : MOVED_LAST_MS;
    },
    spent: (ms) => {
      spentMs += ms;
    },
  };
};
