import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { systemQueueBytes } from './system-queue.js';

/**
 * Asks a socket every `intervalMs` whether it is still there, and cuts one that has neither answered until the next time nor
 * taken anything: the question waits behind what was sent before it, and who reads that slowly is there. Call what it answers
 * when the socket has closed.
 */
export function keepAlive(socket: WebSocket, connection: Socket, intervalMs: number): () => void {
  let isAlive = true;
  let takenBefore: number | null = null;
  socket.on('pong', () => {
    isAlive = true;
  });
  const hasAnswered = (): boolean => isAlive;
  const timer = setInterval(() => void look(), intervalMs);

  async function look(): Promise<void> {
    if (isAlive) {
      isAlive = false;
      socket.ping();
      takenBefore = await takenBytes(connection);
      return;
    }
    // What has not left the process is watched by whoever sent it.
    if (socket.bufferedAmount > 0) return;
    const taken = await takenBytes(connection);
    const isTaking = taken !== null && takenBefore !== null && taken > takenBefore;
    takenBefore = taken;
    // It may have answered while the system was asked.
    if (!hasAnswered() && !isTaking) socket.terminate();
  }
  return () => {
    clearInterval(timer);
  };
}

/** How many bytes of a connection its other end has taken so far; null where it cannot be known. */
async function takenBytes(connection: Socket): Promise<number | null> {
  const queued = await systemQueueBytes(connection);
  return queued === null ? null : connection.bytesWritten - connection.writableLength - queued;
}
