import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { chunksOf } from './chunks.js';
import { destroyWhenStalled } from './closing-connection.js';
import { detectStall, sentBytes } from './stall-detector.js';
import type { StreamFormat } from './stream-format.js';

/** An answer that goes on, with back-pressure, heartbeats and a bound on how long its client may take nothing. */
export interface StreamResponse {
  /** Neither ended nor cut, and the client is still there. */
  isOpen(): boolean;
  /** When the client last gave a sign of life, in ms of the clock: it asked, or took what it had left waiting. */
  heardAt(): number;
  /** Resolves when the text has left the process; rejects when the client has gone. One at a time. */
  send(text: string): Promise<void>;
  /** Writes the last text and ends. A client that takes nothing for `closeTimeoutMs` is cut off. */
  end(text: string): void;
  /**
   * Cuts the connection behind the text that is on its way, the last one perhaps, or when the client does not take that: for
   * the client it is broken, so that it connects again.
   */
  cut(): void;
}

export interface StreamResponseOptions {
  format: StreamFormat;
  headers: OutgoingHttpHeaders;
  stallMs: number;
  /** How long a client may take nothing once the answer has ended. */
  closeTimeoutMs: number;
  heartbeatMs: number;
  now: () => number;
  /** The client took nothing for `stallMs`. */
  onStall: () => void;
}

/** How long a text that is on its way may hold up a cut. */
const CUT_TIMEOUT_MS = 1_000;

/** Answers 200 and keeps the answer open until `end`, `cut` or the client ends it. */
export function openStreamResponse(response: ServerResponse, options: StreamResponseOptions): StreamResponse {
  const { format } = options;
  let isSending = false;
  let isEnding = false;
  let isCut = false;
  let heardAt = options.now();
  /** What of a long text is not written yet: the end must not come in the middle of it. */
  let rest: Buffer[] = [];
  const isOpen = (): boolean => !isEnding && !isCut && !response.destroyed;
  response.writeHead(200, {
    ...options.headers,
    'content-type': format.contentType,
    // nginx and those like it would hold events back until a buffer is full.
    'x-accel-buffering': 'no',
  });
  // Failures of writes are told to their callbacks.
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
      for (let piece = rest.shift(); piece !== undefined; piece = rest.shift()) await write(piece);
    } finally {
      isSending = false;
      if (isCut) response.destroy();
    }
    if (isEnding) response.end();
  }

  function write(piece: Buffer): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const gone = (): void => {
        settle(new Error('The client has gone.'));
      };
      let wasFull = false;
      const stopWatching = detectStall(
        () => sentBytes(response.socket),
        options.stallMs,
        () => {
          if (!isEnding) options.onStall();
        },
      );
      // What the system has room for is gone by then, whether anybody reads it or not. The rest leaves when the client reads.
      const afterWrite = setImmediate(() => (wasFull = true));
      function settle(error: Error | null | undefined): void {
        stopWatching();
        clearImmediate(afterWrite);
        if (wasFull && !error) heardAt = options.now();
        response.removeListener('close', gone);
        if (error) reject(error);
        else resolve();
      }
      if (response.destroyed || response.writableEnded) {
        gone();
        return;
      }
      // A socket that was destroyed does not tell the writes it had not begun.
      response.once('close', gone);
      response.write(piece, settle);
    });
  }

  return {
    isOpen,
    heardAt: () => heardAt,
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
          { backlogBytes, socket: response.socket, cut: () => response.destroy() },
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
