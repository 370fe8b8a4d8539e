import { type Logger as PinoLogger, pino } from 'pino';
import type { LogLevel } from '../config/config.js';

/* Log lines: how they are written, what is redacted in them and in other texts that leave the process, and where they go. */

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

/**
 * The form of Plaid's tokens: `<kind>-<environment>-<identifier>`. In a finished JSON line, a token after a line break directly
 * follows the n of the escape sequence, which is not part of the token.
 */
const TOKEN_LIKE =
  /(\\(?:[bfnrt]|u[0-9a-f]{4}))?[a-z][a-z_-]{0,40}-(?:sandbox|development|production)-([A-Za-z0-9_-]+)(?=(\.[a-z0-9])?)/gi;
/** A text without this contains no such token. It is found quickly; the pattern above takes milliseconds for a long word. */
const ENVIRONMENT = /-(?:sandbox|development|production)-/i;
/** The identifier of a token is a UUID or one long word. Host names are neither. */
const LONG_IDENTIFIER = /[0-9a-f]{8}-[0-9a-f]{4}-|[A-Za-z0-9]{20}/i;
/** Stripe's bank account token. */
const STRIPE_TOKEN = /btok_[A-Za-z0-9]{8,}/g;
/** Any word that may contain a compact JWT. A pattern for the JWT itself would take quadratic time on crafted text (ReDoS). */
const DOTTED = /[A-Za-z0-9_.-]+/g;
/** The beginning of every JWT: base64url of `{"`. */
const JWT_BEGINNING = 'eyJ';
/** A bearer credential of any form. */
const BEARER = /bearer\s+[A-Za-z0-9._~+/=-]+/gi;

export const REDACTED = '[removed]';

/** Redacting shorter secrets would remove ordinary words. */
const MIN_SECRET_LENGTH = 8;

/** Removes the tokens of Plaid and its partners from a text, plain or JSON. */
export function redactTokens(text: string): string {
  const withoutTokens = ENVIRONMENT.test(text) ? text.replace(TOKEN_LIKE, withoutToken) : text;
  return withoutTokens.replace(STRIPE_TOKEN, REDACTED);
}

/**
 * Hosting providers use names such as `app-production-ab12.example.com`. Such a host name is not redacted, unless it contains
 * an identifier like those of Plaid's tokens.
 */
function withoutToken(
  found: string,
  escape: string | undefined,
  identifier: string,
  hostGoesOn: string | undefined,
): string {
  const isHost = hostGoesOn !== undefined && !LONG_IDENTIFIER.test(identifier);
  return isHost ? found : `${escape ?? ''}${REDACTED}`;
}

/** Removes these secrets from a text, both verbatim and JSON-escaped. */
export function createSecretRedactor(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH);
  const forms = new Set(known.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]));
  return (text) => [...forms].reduce((rest, form) => rest.replaceAll(form, REDACTED), text);
}

/** Removes everything that looks like a credential from text that is about to leave the process: defence in depth. */
export function redact(text: string): string {
  const withoutTokens = redactTokens(text);
  const withoutJwts = withoutTokens.includes(JWT_BEGINNING) ? withoutTokens.replace(DOTTED, withoutJwt) : withoutTokens;
  return withoutJwts.replace(BEARER, REDACTED);
}

/** Truncates a word where a JWT of three parts may begin, signed or not. */
function withoutJwt(dotted: string): string {
  const start = dotted.indexOf(JWT_BEGINNING);
  if (start === -1) return dotted;
  const firstDot = dotted.indexOf('.', start);
  const hasThreeParts = firstDot !== -1 && dotted.includes('.', firstDot + 1);
  return hasThreeParts ? `${dotted.slice(0, start)}${REDACTED}` : dotted;
}
