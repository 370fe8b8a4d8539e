import { pino, type Logger as PinoLogger } from 'pino';
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
