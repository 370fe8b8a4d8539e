import { CloseCode, type WebSocket as GraphqlWsSocket } from 'graphql-ws';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { parseJsonObject } from '../../model/json.js';
import type { Log } from '../../observability/logger.js';
import { CHUNK_BYTES, chunksOf, destroyWhenStalled, detectStall, sentBytes } from './backpressure.js';

/** Close codes of the gateway. Those of graphql-ws (44xx) keep their meaning. */
export const CLOSE_CODES = {
  /** The server is stopping; connect again. */
  goingAway: 1001,
  /** SLOW_CONSUMER: the client did not read what was sent. Connect again with the last cursor. */
  slowConsumer: 1013,
  /** The keys that verify tokens are not available. */
  tryAgainLater: 1013,
  /** The client sent something other than a client message of the protocol. */
  invalidMessage: 4400,
  /** No valid token. Clients do not reconnect by themselves. */
  unauthorized: 4401,
  /** The token has expired. Connect again with a new one. */
  forbidden: 4403,
  /** Too many sockets or messages. */
  tooMany: 4429,
  internal: 4500,
} as const;

/** The most bytes that one UTF-16 code unit takes in UTF-8. */
const MAX_CHARACTER_BYTES = 3;
/** How long the closing handshake may take. */
const CLOSE_TIMEOUT_MS = 1_000;

/** A live client responds once per ping interval; one that is half an interval late counts as silent. */
const SILENT_PINGS = 1.5;

/** A socket for graphql-ws, with back-pressure, keep-alive and a limit on messages in progress. */
export interface WebSocketConnection {
  readonly graphql: GraphqlWsSocket;
  /** Resolves when the bytes have left the process; undefined when they already have. Rejects when the socket is closed. */
  send(data: string): Promise<void> | undefined;
  close(code: number, reason: string): void;
  /** Since when the client has not responded to pings; null: it is alive. */
  silentSince(): number | null;
  /** Stops the timers; call it when the socket has closed. */
  dispose(): void;
}

/** Wraps a socket. One whose client reads nothing for `stallMs` while data is waiting is closed with SLOW_CONSUMER. */
export function serveSocket(
  socket: WebSocket,
  options: {
    connection: Socket;
    protocol: string;
    stallMs: number;
    closeTimeoutMs: number;
    pingMs: number;
    now: () => number;
    maxPendingMessages: number;
    log: Log;
    /** The client sent something other than a client message; its socket is closed. */
    onInvalidMessage: () => void;
  },
): WebSocketConnection {
  const alive = keepAlive(socket, { intervalMs: options.pingMs, now: options.now });
  const silentMs = options.pingMs * SILENT_PINGS;
  let pending = 0;
  /** A message being sent in several frames: nothing may come between them. */
  let fragmented: Promise<void> | null = null;
  /** Settles the send of each frame that has not left the process. */
  const unsent = new Set<(error: Error | null | undefined) => void>();

  function close(code: number, reason: string): void {
    if (socket.readyState !== socket.OPEN) return;
    const isBehind = socket.bufferedAmount > 0;
    socket.close(code, reason);
    // Nothing is sent after the close frame, so the subscriptions end now, however long the client takes to read it.
    for (const settle of unsent) settle(closedError());
    const destroy = (): void => {
      socket.terminate();
    };
    // The close frame is queued after earlier messages: a client that keeps reading receives it.
    if (isBehind) {
      socket.once(
        'close',
        destroyWhenStalled(
          { backlogBytes: () => socket.bufferedAmount, socket: options.connection, destroy },
          options.closeTimeoutMs,
        ),
      );
    } else {
      setTimeout(destroy, CLOSE_TIMEOUT_MS).unref();
    }
  }

  function send(data: string): Promise<void> | undefined {
    if (fragmented !== null) return fragmented.catch(() => undefined).then(() => send(data));
    if (data.length * MAX_CHARACTER_BYTES <= CHUNK_BYTES) return sendFrame(data, true);
    const chunks = chunksOf(data);
    const last = chunks.pop() ?? Buffer.alloc(0);
    if (chunks.length === 0) return sendFrame(last, true);
    fragmented = sendFrames(chunks, last).finally(() => (fragmented = null));
    return fragmented;
  }

  async function sendFrames(chunks: readonly Buffer[], last: Buffer): Promise<void> {
    for (const chunk of chunks) await sendFrame(chunk, false);
    await sendFrame(last, true);
  }

  function sendFrame(data: string | Buffer, fin: boolean): Promise<void> | undefined {
    // A failure ends the subscription; otherwise it would read its backlog from the log for nothing.
    if (socket.readyState !== socket.OPEN) return Promise.reject(closedError());
    let settle: ((error: Error | null | undefined) => void) | null = null;
    socket.send(data, { binary: false, fin }, (error) => settle?.(error));
    // The usual case: the operating system has accepted all of it.
    if (socket.bufferedAmount === 0) return undefined;
    return new Promise((resolve, reject) => {
      const stopWatching = detectStall(
        () => sentBytes(options.connection),
        options.stallMs,
        () => {
          options.log.warn({ backlogBytes: socket.bufferedAmount }, 'A client stopped reading; its socket is closed');
          close(CLOSE_CODES.slowConsumer, 'SLOW_CONSUMER');
        },
      );
      settle = (error) => {
        stopWatching();
        unsent.delete(end);
        if (error) reject(error);
        else resolve();
      };
      const end = settle;
      unsent.add(end);
    });
  }

  /** graphql-ws would treat a message that only servers send as an internal error. */
  function receive(message: string, callback: (data: string) => Promise<void>): void {
    if (pending >= options.maxPendingMessages) {
      close(CLOSE_CODES.tooMany, 'Too many messages');
    } else if (isClientMessage(message)) {
      void handle(message, callback);
    } else {
      options.onInvalidMessage();
      close(CLOSE_CODES.invalidMessage, 'Invalid message received');
    }
  }

  async function handle(message: string, callback: (data: string) => Promise<void>): Promise<void> {
    pending += 1;
    try {
      await callback(message);
    } catch (error) {
      if (socket.readyState !== socket.OPEN) return;
      options.log.error({ err: error }, 'A WebSocket message could not be handled');
      close(CLOSE_CODES.internal, 'Internal server error');
    } finally {
      pending -= 1;
    }
  }

  return {
    close,
    send,
    silentSince: () => (options.now() - alive.lastActivityAt() > silentMs ? alive.lastActivityAt() : null),
    dispose: () => {
      alive.stop();
    },
    graphql: {
      protocol: options.protocol,
      send,
      close: (code, reason) => {
        close(code ?? CLOSE_CODES.internal, REASONS[code ?? 0] ?? reason ?? '');
      },
      onMessage: (callback) => {
        socket.on('message', (data: Buffer) => {
          receive(data.toString(), callback);
        });
      },
    },
  };
}

/** Close reasons that replace those of graphql-ws. */
const REASONS: Partial<Record<number, string>> = {
  // Its own contains the id that the client chose, which may exceed the maximum length of a reason.
  [CloseCode.SubscriberAlreadyExists]: 'Subscriber already exists',
  [CloseCode.Unauthorized]: 'Unauthorized: send connection_init first',
};

/** Message types of graphql-transport-ws that a client sends. */
const CLIENT_MESSAGES: readonly unknown[] = ['connection_init', 'ping', 'pong', 'subscribe', 'complete'];

function isClientMessage(text: string): boolean {
  return CLIENT_MESSAGES.includes(parseJsonObject(text)?.type);
}

function closedError(): Error {
  return new Error('The socket is closed.');
}

/** Whether the client of a socket still responds. */
interface KeepAlive {
  /** When the client last sent anything, in ms of the clock. */
  lastActivityAt(): number;
  /** Call it when the socket has closed. */
  stop(): void;
}

/** A pong is queued after everything that was sent before the ping, which a slow client may take a while to read. */
const MAX_UNANSWERED_PINGS = 3;

/** Pings a socket every `intervalMs`, and destroys it when its client has sent nothing since the last MAX_UNANSWERED_PINGS. */
function keepAlive(socket: WebSocket, { intervalMs, now }: { intervalMs: number; now: () => number }): KeepAlive {
  let lastActivityAt = now();
  let unanswered = 0;
  const onSign = (): void => {
    lastActivityAt = now();
    unanswered = 0;
  };
  socket.on('pong', onSign);
  socket.on('message', onSign);

  const timer = setInterval(() => {
    // A backlog is watched by its sender, and a ping would be queued after it.
    if (socket.bufferedAmount > 0) return;
    if (unanswered >= MAX_UNANSWERED_PINGS) {
      socket.terminate();
      return;
    }
    unanswered += 1;
    socket.ping();
  }, intervalMs);

  return {
    lastActivityAt: () => lastActivityAt,
    stop: () => {
      clearInterval(timer);
    },
  };
}
