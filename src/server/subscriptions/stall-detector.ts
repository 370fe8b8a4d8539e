import type { Socket } from 'node:net';

/** A look at each quarter of the time: one that stopped reading is known a quarter late at most, and never early. */
const CHECKS = 4;

/**
 * Calls `onStall`, once, when nothing moves for `stallMs`. `look` answers what moves when the other end takes something.
 * Call what it answers when there is nothing to wait for any more.
 */
export function detectStall(look: () => unknown, stallMs: number, onStall: () => void): () => void {
  let before = look();
  let unmoved = 0;

  const timer = setInterval(() => {
    const now = look();
    unmoved = now === before ? unmoved + 1 : 0;
    before = now;
    if (unmoved < CHECKS) return;
    clearInterval(timer);
    onStall();
  }, stallMs / CHECKS).unref();

  return () => {
    clearInterval(timer);
  };
}

/**
 * How many bytes of a connection have left the process, each write counted when the system has taken the whole of it. That
 * is all that Node knows: what the system holds for the other end is not seen. 0 for a connection that is gone.
 */
export function sentBytes(connection: Socket | null): number {
  return connection === null ? 0 : connection.bytesWritten - connection.writableLength;
}
