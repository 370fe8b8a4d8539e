import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { StreamFormat } from './stream-format.js';

/** How long a client may take to read what is left when its stream ends before it should. */
const CLOSE_TIMEOUT_MS = 1_000;

/** An answer that goes on, with back-pressure, heartbeats and a bound on how long its client may take nothing. */
export interface StreamResponse {
  /** Neither ended nor cut, and the client is still there. */
  isOpen(): boolean;
  /** Resolves when the text has left the process; rejects when the client has gone. One at a time. */
  send(text: string): Promise<void>;
  /** Writes the last text and ends. A client that does not read it is cut off. */
  end(text: string): void;
  /**
   * Cuts the connection behind the text that is on its way, or when the client does not take that: for the client it is
   * broken, so that it connects again.
   */
  cut(): void;
}

export interface StreamResponseOptions {
  format: StreamFormat;
  headers: OutgoingHttpHeaders;
  stallMs: number;
  heartbeatMs: number;
  /** The client took nothing for `stallMs`. */
  onStall: () => void;
}

/** Answers 200 and keeps the answer open until `end`, `cut` or the client ends it. */
export function openStreamResponse(response: ServerResponse, options: StreamResponseOptions): StreamResponse {
  const { format } = options;
  let isSending = false;
  let isCut = false;
  const isOpen = (): boolean => !isCut && !response.destroyed && !response.writableEnded;
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
    if (!isSending) void send(format.heartbeat).catch(() => undefined);
  }, options.heartbeatMs).unref();
  response.once('close', () => {
    clearInterval(heartbeat);
  });

  function send(text: string): Promise<void> {
    isSending = true;
    return new Promise<void>((resolve, reject) => {
      const gone = (): void => {
        settle(new Error('The client has gone.'));
      };
      const stalled = setTimeout(options.onStall, options.stallMs);
      function settle(error: Error | null | undefined): void {
        clearTimeout(stalled);
        response.removeListener('close', gone);
        isSending = false;
        if (isCut) response.destroy();
        if (error) reject(error);
        else resolve();
      }
      if (!isOpen()) {
        gone();
        return;
      }
      // A socket that was destroyed does not tell the writes it had not begun.
      response.once('close', gone);
      response.write(text, settle);
    });
  }

  return {
    isOpen,
    send,
    end(text) {
      clearInterval(heartbeat);
      if (!isOpen()) return;
      response.end(text);
      const cutOff = setTimeout(() => response.destroy(), CLOSE_TIMEOUT_MS).unref();
      response.once('close', () => {
        clearTimeout(cutOff);
      });
    },
    cut() {
      clearInterval(heartbeat);
      isCut = true;
      if (isSending) setTimeout(() => response.destroy(), CLOSE_TIMEOUT_MS).unref();
      else response.destroy();
    },
  };
}
