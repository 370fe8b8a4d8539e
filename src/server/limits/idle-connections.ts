import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Bounds the connections of the listener that are neither sockets nor busy: fresh ones that have sent no whole head, and those
 * kept after an answer. Anybody may hold one without a token, for as long as a timeout lets it. Past `max` the one that has
 * been idle for the longest is closed for the new one, so nobody is kept out. Clients and proxies that keep idle connections
 * expect them to be closed at any time.
 */
export function boundIdleConnections(server: Server, max: number): void {
  /** The one that has been idle for the longest first. */
  const idle = new Set<Socket>();
  /** Requests that a connection has under way; a client may send the next one before it has the answer. */
  const underWay = new WeakMap<Socket, number>();

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
    underWay.set(socket, (underWay.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (underWay.get(socket) ?? 1) - 1;
      underWay.set(socket, left);
      if (left === 0 && !socket.destroyed) setIdle(socket);
    });
  });
  server.on('upgrade', ({ socket }: IncomingMessage) => idle.delete(socket));
}
