import { WebSocket } from 'ws';

/** A message of the graphql-transport-ws protocol. */
export interface Message {
  type: string;
  id?: string;
  payload?: unknown;
}

/** A client that sends exactly what a test wants and queues every message from the moment it connects. */
export interface WsClient {
  readonly socket: WebSocket;
  send(message: Message): void;
  /** The next message in the queue. */
  next(): Promise<Message>;
  /** Resolves when the socket has closed. */
  readonly closed: Promise<{ code: number; reason: string }>;
}

/** Opens a socket. Rejects with the HTTP status when the upgrade is refused. */
export function openSocket(
  url: string,
  options: { origin?: string; protocol?: string; headers?: Record<string, string> } = {},
): Promise<WsClient> {
  const socket = new WebSocket(url, options.protocol ?? 'graphql-transport-ws', {
    ...(options.origin !== undefined && { origin: options.origin }),
    headers: options.headers ?? {},
  });
  const waiting: ((message: Message) => void)[] = [];
  const arrived: Message[] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Message;
    const taker = waiting.shift();
    if (taker) taker(message);
    else arrived.push(message);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => {
      resolve({ code, reason: reason.toString() });
    });
  });
  const client: WsClient = {
    socket,
    closed,
    send: (message) => {
      socket.send(JSON.stringify(message));
    },
    next: () => {
      const message = arrived.shift();
      return message ? Promise.resolve(message) : new Promise((resolve) => waiting.push(resolve));
    },
  };
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      resolve(client);
    });
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      socket.on('error', () => undefined);
      socket.terminate();
      reject(new Error(`status ${String(response.statusCode)}`));
    });
    socket.on('error', reject);
  });
}

/** Opens a socket and sends connection_init. */
export async function connect(url: string, payload?: Record<string, unknown>): Promise<WsClient> {
  const client = await openSocket(url);
  client.send({ type: 'connection_init', ...(payload && { payload }) });
  const message = await client.next();
  if (message.type !== 'connection_ack') throw new Error(`expected an ack, got ${message.type}`);
  return client;
}
