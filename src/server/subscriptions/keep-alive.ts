import type { WebSocket } from 'ws';

/** Whether the client of a socket is still there. */
export interface KeepAlive {
  /** When it last sent anything, in ms of the clock. */
  heardAt(): number;
  /** Call it when the socket has closed. */
  stop(): void;
}

/** The answer waits behind everything that was sent before, which a slow client may be reading for a while. */
const MAX_UNANSWERED = 3;

/**
 * Asks a socket every `intervalMs` whether it is still there, and cuts it when it has sent nothing since the last
 * MAX_UNANSWERED questions.
 */
export function keepAlive(
  socket: WebSocket,
  { intervalMs, now }: { intervalMs: number; now: () => number },
): KeepAlive {
  let heardAt = now();
  let unanswered = 0;
  const hear = (): void => {
    heardAt = now();
    unanswered = 0;
  };
  socket.on('pong', hear);
  socket.on('message', hear);

  const timer = setInterval(() => {
    // What has not left the process is watched by whoever sent it, and a question would wait behind it.
    if (socket.bufferedAmount > 0) return;
    if (unanswered >= MAX_UNANSWERED) {
      socket.terminate();
      return;
    }
    unanswered += 1;
    socket.ping();
  }, intervalMs);

  return {
    heardAt: () => heardAt,
    stop: () => {
      clearInterval(timer);
    },
  };
}
