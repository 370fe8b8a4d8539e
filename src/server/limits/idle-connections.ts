import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Limits the idle connections of the listener: new ones that have not sent a complete request head, and keep-alive ones
 * after a response. They need no token, and last until a timeout. Above `max`, the connection that has been idle the longest
 * is closed, so nobody is locked out. Clients and proxies that keep idle connections expect them to be closed at any time.
 */
export function boundIdleConnections(server: Server, max: number): void {
  /** Longest idle first. */
  const idle = new Set<Socket>();
  /** Requests in progress per connection; a client may send the next one before it has the response. */
  const inProgress = new WeakMap<Socket, number>();

  function setIdle(socket: Socket): void {
    idle.add(socket);
    const [oldest] = idle;
    if (idle.size <= max || oldest === undefined) return;
    idle.delete(oldest);
    oldest.destroy();
  }

  server.on('connection', (socket: Socket) => {
    setIdle(socket);
    socket.once('close', () => idle.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    idle.delete(socket);
    inProgress.set(socket, (inProgress.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (inProgress.get(socket) ?? 1) - 1;
      inProgress.set(socket, left);
      if (left === 0 && !socket.destroyed) setIdle(socket);
    });
  });
  server.on('upgrade', ({ socket }: IncomingMessage) => idle.delete(socket));
}
