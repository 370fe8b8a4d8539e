import type { Socket } from 'node:net';
import { watchForStall } from './stall-watch.js';
import { systemQueueBytes } from './system-queue.js';

/** A connection that has been told its last word. */
export interface Parting {
  /** What has not left the process yet. */
  backlogBytes(): number;
  readonly socket: Socket | null;
  /** Cuts it, whatever is left. */
  cut(): void;
}

/** However steadily it reads, a client does not hold a connection for longer than this once it has been told why it ends. */
const LONGEST_MS = 30_000;

/**
 * Cuts the connection when nothing of its backlog is taken for `stallMs`, or after half a minute. A client that reads on,
 * however slowly, so gets to the last word; one that reads nothing is gone in bounded time. Call what it answers when the
 * connection has closed.
 */
export function cutWhenStuck(connection: Parting, stallMs: number): () => void {
  const { socket } = connection;
  const look = async (): Promise<string> =>
    `${connection.backlogBytes()} ${(socket && (await systemQueueBytes(socket))) ?? ''}`;
  let stopWatching = watch();
  const last = setTimeout(end, LONGEST_MS).unref();

  function watch(): () => void {
    return watchForStall(look, stallMs, () => {
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
