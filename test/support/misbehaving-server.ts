import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request that the server received. */
export interface ReceivedRequest {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** How the server treats one request. */
export type Behaviour = (response: ServerResponse, request: ReceivedRequest) => void;

/** A server that applies the next behaviour to each request, and repeats the last one. */
export interface MisbehavingServer {
  url: string;
  requests: ReceivedRequest[];
  behave(...behaviours: Behaviour[]): void;
  /** Resolves when this many requests have arrived. */
  received(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Responds with JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Behaviour {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

/** Responds with exactly this text. */
export function raw(status: number, body: string, headers: Record<string, string> = {}): Behaviour {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
}

/** Never responds. */
export const hang: Behaviour = () => undefined;

/** Resets the connection before a response. */
export const reset: Behaviour = (response) => {
  response.socket?.resetAndDestroy();
};

/** Sends part of a response and closes the connection. */
export const truncate: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"accounts":[', () => response.socket?.destroy());
};

/** Sends single bytes forever: never idle, never complete. */
export const trickle: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => {
    clearInterval(timer);
  });
};

/** Sends an endless response. */
export const flood: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const chunk = ' '.repeat(64 * 1024);
  const send = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', send).on('error', () => undefined);
  send();
};

/** An error body in Plaid's format. */
export function plaidError(type: string, code: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    error_type: type,
    error_code: code,
    error_message: 'made up',
    display_message: null,
    request_id: 'req123',
    ...more,
  };
}

/** Starts the server on loopback. The caller closes it. */
export async function createMisbehavingServer(): Promise<MisbehavingServer> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  let behaviours: Behaviour[] = [hang];
  let waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const received = {
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      requests.push(received);
      const behaviour = behaviours.length > 1 ? behaviours.shift() : behaviours[0];
      for (const wake of waiting) wake();
      behaviour?.(response, received);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    behave: (...next) => {
      behaviours = next;
      requests.length = 0;
    },
    received: async (count) => {
      while (requests.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
      waiting = [];
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
