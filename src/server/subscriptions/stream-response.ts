import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { chunksOf, destroyWhenStalled, detectStall, sentBytes } from './backpressure.js';
import type { StreamFormat } from './stream-format.js';

/** A streaming response, with back-pressure, heartbeats and a stall timeout. */
export interface StreamResponse {
  /** False once it was ended or cut, or the client has disconnected. */
  isOpen(): boolean;
  /** When the client last showed activity, in ms of the clock: its request, or reading what was waiting for it. */
  lastActivityAt(): number;
  /** Resolves when the text has left the process; rejects when the client has disconnected. One call at a time. */
  send(text: string): Promise<void>;
  /** Writes the last text and ends. A client that reads nothing for `closeTimeoutMs` is disconnected. */
  end(text: string): void;
  /**
   * Destroys the connection once the text being sent, if any, has been sent or has timed out. The client sees a broken
   * connection, so it reconnects.
   */
  cut(): void;
}

export interface StreamResponseOptions {
  format: StreamFormat;
  headers: OutgoingHttpHeaders;
  stallMs: number;
  /** How long the client may read nothing once the response has ended. */
  closeTimeoutMs: number;
  heartbeatMs: number;
  now: () => number;
  /** The client has read nothing for `stallMs`. */
  onStall: () => void;
}

/** How long a text being sent may delay `cut`. */
const CUT_TIMEOUT_MS = 1_000;

/** Responds with 200 and keeps the response open until `end`, `cut` or the client ends it. */
export function openStreamResponse(response: ServerResponse, options: StreamResponseOptions): StreamResponse {
  const { format } = options;
  let isSending = false;
  let isEnding = false;
  let isCut = false;
  let lastActivityAt = options.now();
  /** Chunks of the current text that are not written yet: the end must not come between them. */
  let rest: Buffer[] = [];
  const isOpen = (): boolean => !isEnding && !isCut && !response.destroyed;
  response.writeHead(200, {
    ...options.headers,
    'content-type': format.contentType,
    // nginx and similar proxies would otherwise hold events back until a buffer is full.
    'x-accel-buffering': 'no',
  });
  // Write errors are passed to the callbacks of the writes.
  response.on('error', () => undefined);
  response.write(format.opening);
  const heartbeat = setInterval(() => {
    if (!isSending) response.write(format.heartbeat);
  }, options.heartbeatMs).unref();
  response.once('close', () => {
    clearInterval(heartbeat);
  });

  async function send(text: string): Promise<void> {
    rest = chunksOf(text);
    isSending = true;
    try {
      for (let chunk = rest.shift(); chunk !== undefined; chunk = rest.shift()) await write(chunk);
    } finally {
      isSending = false;
      if (isCut) response.destroy();
    }
    if (isEnding) response.end();
  }

  function write(chunk: Buffer): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const onClose = (): void => {
        settle(new Error('The client has disconnected.'));
      };
      let wasFull = false;
      const stopWatching = detectStall(
        () => sentBytes(response.socket),
        options.stallMs,
        () => {
          if (!isEnding) options.onStall();
        },
      );
      // By then the system has accepted what fits its buffer, whether the client reads or not. The rest waits for the client.
      const afterWrite = setImmediate(() => (wasFull = true));
      function settle(error: Error | null | undefined): void {
        stopWatching();
        clearImmediate(afterWrite);
        if (wasFull && !error) lastActivityAt = options.now();
        response.removeListener('close', onClose);
        if (error) reject(error);
        else resolve();
      }
      if (response.destroyed || response.writableEnded) {
        onClose();
        return;
      }
      // A destroyed socket does not call back the writes that it had not begun.
      response.once('close', onClose);
      response.write(chunk, settle);
    });
  }

  return {
    isOpen,
    lastActivityAt: () => lastActivityAt,
    send,
    end(text) {
      clearInterval(heartbeat);
      if (!isOpen()) return;
      isEnding = true;
      if (rest.length === 0) response.end(text);
      else rest.push(Buffer.from(text));
      const backlogBytes = (): number => response.writableLength + rest.reduce((sum, { length }) => sum + length, 0);
      response.once(
        'close',
        destroyWhenStalled(
          { backlogBytes, socket: response.socket, destroy: () => response.destroy() },
          options.closeTimeoutMs,
        ),
      );
    },
    cut() {
      clearInterval(heartbeat);
      isCut = true;
      if (isSending || isEnding) setTimeout(() => response.destroy(), CUT_TIMEOUT_MS).unref();
      else response.destroy();
    },
  };
}
