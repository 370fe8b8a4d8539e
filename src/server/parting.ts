/** A connection that has been told its last word. */
export interface Parting {
  /** What has not left the process yet. */
  backlogBytes(): number;
  /** Cuts it, whatever is left. */
  cut(): void;
}

/** However steadily it reads, a client does not hold a connection for longer than this once it has been told why it ends. */
const LONGEST_MS = 30_000;

/**
 * Cuts the connection when nothing has left the process for `stallMs`, or after half a minute. A client that reads on,
 * however slowly, so gets to the last word; one that reads nothing is gone in bounded time. Call what it answers when the
 * connection has closed.
 */
export function cutWhenStuck(connection: Parting, stallMs: number): () => void {
  let before = connection.backlogBytes();
  const look = setInterval(() => {
    const now = connection.backlogBytes();
    if (now > 0 && now >= before) end();
    before = now;
  }, stallMs).unref();
  const last = setTimeout(end, LONGEST_MS).unref();

  function cancel(): void {
    clearInterval(look);
    clearTimeout(last);
  }
  function end(): void {
    cancel();
    connection.cut();
  }
  return cancel;
}
