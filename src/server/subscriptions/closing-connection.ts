import type { Socket } from 'node:net';
import { detectStall, sentBytes } from './stall-detector.js';

/** A connection that has been told its last word. */
export interface ClosingConnection {
  /** What has not left the process yet. */
  backlogBytes(): number;
  readonly socket: Socket | null;
  /** Cuts it, whatever is left. */
  cut(): void;
}

/** However steadily it reads, a client does not hold a connection for longer than this once it has been told why it ends. */
const MAX_CLOSE_MS = 30_000;
/** A client that comes back to its connection is to find out why it ends, even where LIMIT_STALL_MS is a second. */
const STALL_TIMEOUT_MS = 15_000;

/** How long a connection that ends may take nothing, by how long one may that goes on. */
export const closeTimeoutMs = (stallMs: number): number => Math.max(stallMs, STALL_TIMEOUT_MS);

/**
 * Cuts the connection when nothing of its backlog is taken for `patienceMs`, or after half a minute. A client that reads on,
 * however slowly, so gets to the last word; one that reads nothing is gone in bounded time. Call what it answers when the
 * connection has closed.
 */
export function destroyWhenStalled(connection: ClosingConnection, patienceMs: number): () => void {
  const { socket } = connection;
  const look = (): string => `${connection.backlogBytes()} ${sentBytes(socket)}`;
  let stopWatching = watch();
  const last = setTimeout(end, MAX_CLOSE_MS).unref();

  function watch(): () => void {
    return detectStall(look, patienceMs, () => {
      // What has all left the process is the system's to deliver.
      if (connection.backlogBytes() > 0) end();
      else stopWatching = watch();
    });
  }
  function cancel(): void {
    stopWatching();
    clearTimeout(last);
  }
  function end(): void {
    cancel();
    connection.cut();
  }
  return cancel;
}
