import { CloseCode, type WebSocket as GraphqlWsSocket } from 'graphql-ws';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Log } from '../log.js';
import { CHUNK_BYTES, chunksOf } from './chunks.js';
import { destroyWhenStalled } from './closing-connection.js';
import { keepAlive } from './keep-alive.js';
import { detectStall, sentBytes } from './stall-detector.js';

/** Close codes of the gateway; those of graphql-ws (44xx) keep their meaning. */
export const CLOSE_CODES = {
  /** The server is stopping; connect again. */
  goingAway: 1001,
  /** SLOW_CONSUMER: the client did not take what was sent. Connect again with the last cursor. */
  slowConsumer: 1013,
  /** The keys to check tokens with cannot be had just now. */
  tryAgainLater: 1013,
  /** What the client sent is no message of the protocol, or not one that clients send. */
  invalidMessage: 4400,
  /** No valid token. Clients do not try again by themselves. */
  unauthorized: 4401,
  /** The token has expired. Connect again with a new one. */
  forbidden: 4403,
  /** Too many sockets or messages. */
  tooMany: 4429,
  internal: 4500,
} as const;

/** No character of a JavaScript string takes more bytes as UTF-8. */
const MAX_CHARACTER_BYTES = 3;
/** How long a socket may take to close politely. */
const CLOSE_TIMEOUT_MS = 1_000;

/** A live client is heard once per ping; one that is half a ping late is silent. */
const SILENT_PINGS = 1.5;

/** A socket as graphql-ws wants it, with back-pressure, keep-alive and a bound on what it may have under way. */
export interface WebSocketConnection {
  readonly graphql: GraphqlWsSocket;
  /** Resolves when the bytes have left the process, undefined when they have already; rejects when the socket is closed. */
  send(data: string): Promise<void> | undefined;
  close(code: number, reason: string): void;
  /** Since when the client has sent nothing although it was asked whether it is there; null: it is alive. */
  silentSince(): number | null;
  /** Stops the timers; call it when the socket has closed. */
  dispose(): void;
}

/** Wraps a socket. Sending resolves when the bytes have left the process; a socket that takes nothing for `stallMs` is closed. */
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
    /** The client sent what is no message that a client may send; its socket is closed. */
    onRefusedMessage: () => void;
  },
): WebSocketConnection {
  const alive = keepAlive(socket, { intervalMs: options.pingMs, now: options.now });
  const silentMs = options.pingMs * SILENT_PINGS;
  let pending = 0;
  /** A message under way in several frames: nothing may come between them. */
  let long: Promise<void> | null = null;
  /** Ends the wait of each frame that has not left the process. */
  const underWay = new Set<(error: Error | null | undefined) => void>();

  function close(code: number, reason: string): void {
    if (socket.readyState !== socket.OPEN) return;
    const isBehind = socket.bufferedAmount > 0;
    socket.close(code, reason);
    // Nothing follows the closing, so the subscriptions let go of what they hold, however long the client takes to see it.
    for (const settle of underWay) settle(closed());
    const cut = (): void => {
      socket.terminate();
    };
    // The close frame waits behind what was sent before it: one that reads on gets to it.
    if (isBehind) {
      socket.once(
        'close',
        destroyWhenStalled(
          { backlogBytes: () => socket.bufferedAmount, socket: options.connection, cut },
          options.closeTimeoutMs,
        ),
      );
    } else {
      setTimeout(cut, CLOSE_TIMEOUT_MS).unref();
    }
  }

  function send(data: string): Promise<void> | undefined {
    if (long !== null) return long.catch(() => undefined).then(() => send(data));
    if (data.length * MAX_CHARACTER_BYTES <= CHUNK_BYTES) return sendFrame(data, true);
    const pieces = chunksOf(data);
    const last = pieces.pop() ?? Buffer.alloc(0);
    if (pieces.length === 0) return sendFrame(last, true);
    long = sendFrames(pieces, last).finally(() => (long = null));
    return long;
  }

  async function sendFrames(pieces: readonly Buffer[], last: Buffer): Promise<void> {
    for (const piece of pieces) await sendFrame(piece, false);
    await sendFrame(last, true);
  }

  function sendFrame(data: string | Buffer, fin: boolean): Promise<void> | undefined {
    // Failing ends the subscription at once; carrying on would read its whole backlog for nobody.
    if (socket.readyState !== socket.OPEN) return Promise.reject(closed());
    let settle: ((error: Error | null | undefined) => void) | null = null;
    socket.send(data, { binary: false, fin }, (error) => settle?.(error));
    // The usual case: the system has taken all of it, and there is nothing to wait for.
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
        underWay.delete(end);
        if (error) reject(error);
        else resolve();
      };
      const end = settle;
      underWay.add(end);
    });
  }

  /** graphql-ws would throw at a message that only servers send, as if it were our fault. */
  function receive(message: string, callback: (data: string) => Promise<void>): void {
    if (pending >= options.maxPendingMessages) {
      close(CLOSE_CODES.tooMany, 'Too many messages');
    } else if (isClientMessage(message)) {
      void handle(message, callback);
    } else {
      options.onRefusedMessage();
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
    silentSince: () => (options.now() - alive.heardAt() > silentMs ? alive.heardAt() : null),
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

/** What graphql-ws says otherwise when it closes a socket. */
const REASONS: Partial<Record<number, string>> = {
  // Its own repeats the id that the client chose, which may be longer than a reason can be.
  [CloseCode.SubscriberAlreadyExists]: 'Subscriber already exists',
  [CloseCode.Unauthorized]: 'Unauthorized: connection_init has to come first',
};

/** Message types of graphql-transport-ws that a client sends. */
const CLIENT_MESSAGES: readonly unknown[] = ['connection_init', 'ping', 'pong', 'subscribe', 'complete'];

function isClientMessage(text: string): boolean {
  try {
    const message: unknown = JSON.parse(text);
    return (
      typeof message === 'object' && message !== null && 'type' in message && CLIENT_MESSAGES.includes(message.type)
    );
  } catch {
    return false;
  }
}

function closed(): Error {
  return new Error('The socket is closed.');
}
