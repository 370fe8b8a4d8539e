import { type Logger as PinoLogger, pino } from 'pino';
import type { LogLevel } from '../config/config.js';
import { createSecretRedactor, redact } from './redact.js';

/** Structured logging: an object first, then a sentence. */
export type Logger = Pick<PinoLogger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

/** For code that logs only information, warnings and errors. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/** Keys whose values never reach a log line, at the first two levels of an object. */
const SECRET_KEYS = [
  'access_token',
  'accessToken',
  'public_token',
  'publicToken',
  'link_token',
  'linkToken',
  'secret',
  'client_id',
  'authorization',
  'plaid-secret',
  'plaid-verification',
];

/**
 * Writes JSON lines to `destination`. Known secret keys are redacted. Every finished line is redacted as well, so that a token
 * in the text of an error is not logged either.
 */
export function createLogger(options: {
  level: LogLevel;
  destination: { write(line: string): void };
  /** What must not appear in any line, such as the credentials in the configuration. */
  secrets?: readonly string[];
}): Logger {
  const { level, destination, secrets = [] } = options;
  const removeSecrets = createSecretRedactor(secrets);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_KEYS.flatMap((key) => [`["${key}"]`, `*["${key}"]`]), censor: '[removed]' },
      serializers: { err: describeError },
    },
    {
      write(line) {
        destination.write(escapeLineBreaks(removeSecrets(redact(line))));
      },
    },
  );
}

/**
 * JSON may contain U+2028, U+2029, DEL and the C1 control characters (U+0085 among them) unescaped. Log viewers treat them as
 * line breaks or execute them (log injection).
 */
function escapeLineBreaks(line: string): string {
  return line.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Name, message and stack of an error and of its causes; never its other properties, which may contain a request. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: 'not an error object' };
  return {
    name: error.name,
    message: error.message,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

/** Where finished log lines go. */
export interface LogOutput {
  write(line: string): void;
  /** How many lines have been dropped so far. */
  dropped(): number;
  /** Resolves when everything that was written has left the process, or after `timeoutMs`. */
  flushed(timeoutMs: number): Promise<void>;
}

/** What an output needs from a stream such as stdout. */
export interface LogStream {
  write(line: string): boolean;
  readonly writableLength: number;
  on(event: 'error', listener: () => void): unknown;
}

/** The most bytes of log lines that may wait for the reader of stdout. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
const FLUSH_STEP_MS = 10;

/**
 * Log lines must never block the gateway, fill its memory or end it. When nothing reads them, or the disk is full, they are
 * dropped and counted. The first line that is written again is preceded by one that says how many were lost.
 */
export function createLogOutput(stream: LogStream, maxWaitingBytes = MAX_WAITING_BYTES): LogOutput {
  let dropped = 0;
  let unreported = 0;
  const drop = (): void => {
    dropped += 1;
    unreported += 1;
  };
  // The reader has gone. Every write reports this, and nothing can be done about it.
  stream.on('error', drop);

  return {
    dropped: () => dropped,
    write(line) {
      if (stream.writableLength + line.length > maxWaitingBytes) {
        drop();
        return;
      }
      try {
        if (unreported > 0)
          stream.write(`${JSON.stringify({ level: 'warn', droppedLines: unreported, msg: DROPPED_MESSAGE })}\n`);
        unreported = 0;
        stream.write(line);
      } catch {
        drop();
      }
    },
    async flushed(timeoutMs) {
      for (let waitedMs = 0; stream.writableLength > 0 && waitedMs < timeoutMs; waitedMs += FLUSH_STEP_MS) {
        await new Promise((resolve) => setTimeout(resolve, FLUSH_STEP_MS));
      }
    },
  };
}

const DROPPED_MESSAGE = 'log lines were dropped because stdout was not read';
