/** How the gateway tells a slow client from one that has stopped reading, and bounds how long it waits for either. */
import type { Socket } from 'node:net';

/** Small enough for a slow link to take one within LIMIT_STALL_MS, and larger than nearly every event. */
export const CHUNK_BYTES = 32_768;

/**
 * The bytes of the text in chunks, at least one. A long text is sent in chunks so that a client that reads slowly shows
 * progress, and one that reads nothing does not.
 */
export function chunksOf(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const chunks = [bytes.subarray(0, CHUNK_BYTES)];
  for (let at = CHUNK_BYTES; at < bytes.length; at += CHUNK_BYTES) chunks.push(bytes.subarray(at, at + CHUNK_BYTES));
  return chunks;
}

/** Checks per stall timeout: a stall is noticed at most a quarter of the timeout late, and never early. */
const CHECKS = 4;

/**
 * Calls `onStall` once when `progress` returns the same value for `stallMs`. Returns a function that stops watching.
 */
export function detectStall(progress: () => unknown, stallMs: number, onStall: () => void): () => void {
  let before = progress();
  let unchanged = 0;

  const timer = setInterval(() => {
    const now = progress();
    unchanged = now === before ? unchanged + 1 : 0;
    before = now;
    if (unchanged < CHECKS) return;
    clearInterval(timer);
    onStall();
  }, stallMs / CHECKS).unref();

  return () => {
    clearInterval(timer);
  };
}

/**
 * How many bytes of a connection the operating system has accepted; a write counts once all of it was accepted. Node cannot
 * tell what the system still buffers for the client. 0 for a connection that no longer exists.
 */
export function sentBytes(connection: Socket | null): number {
  return connection === null ? 0 : connection.bytesWritten - connection.writableLength;
}

/** A connection whose last message has been written. */
export interface ClosingConnection {
  /** Bytes that have not left the process yet. */
  backlogBytes(): number;
  readonly socket: Socket | null;
  /** Destroys the connection, whatever is left. */
  destroy(): void;
}

/** The longest time that a closing connection may take, however steadily its client reads. */
const MAX_CLOSE_MS = 30_000;
/** The least time that a closing connection may stall, so that a client that resumes reading learns why it was closed. */
const MIN_CLOSE_STALL_MS = 15_000;

/** How long a closing connection may stall, by how long an open one may. */
export function closeTimeoutMs(stallMs: number): number {
  return Math.max(stallMs, MIN_CLOSE_STALL_MS);
}

/**
 * Destroys the connection when none of its backlog is taken for `stallMs`, or after half a minute. So a client that keeps
 * reading, however slowly, gets the last message, and one that reads nothing is gone in bounded time. Returns a function
 * to call when the connection has closed.
 */
export function destroyWhenStalled(connection: ClosingConnection, stallMs: number): () => void {
  const { socket } = connection;
  const progress = (): string => `${connection.backlogBytes()} ${sentBytes(socket)}`;
  let stopWatching = watch();
  const deadline = setTimeout(destroy, MAX_CLOSE_MS).unref();

  function watch(): () => void {
    return detectStall(progress, stallMs, () => {
      // Once everything has left the process, delivery is up to the operating system.
      if (connection.backlogBytes() > 0) destroy();
      else stopWatching = watch();
    });
  }
  function cancel(): void {
    stopWatching();
    clearTimeout(deadline);
  }
  function destroy(): void {
    cancel();
    connection.destroy();
  }
  return cancel;
}
