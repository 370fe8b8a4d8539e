import type { Dispatcher } from 'undici';

/** The outcome of one request. */
export type Outcome =
  | { kind: 'answer'; status: number; retryAfter: string | null; body: string }
  /** No response began. `retryable`: the failure of the connection is transient. */
  | { kind: 'unreachable'; reason: string; retryable: boolean }
  /** A response began and could not be read to its end. */
  | { kind: 'unreadable'; reason: string };

/** Transient failures of a connection. A failed TLS handshake is not one of them. */
const TRANSIENT_FAILURES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** The response was not HTTP, or too large. */
const MALFORMED = /^(HPE_|UND_ERR_RES_|UND_ERR_RESPONSE|UND_ERR_HEADERS_OVERFLOW)/;

/** The code of a connection error. Nothing else of the error is used. */
function codeOf(error: unknown): string {
  const isCoded = typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
  return isCoded ? String(error.code) : 'UNKNOWN';
}

/** Sends one request and reads the complete response. Never fails: an aborted request is `unreachable` or `unreadable`. */
export async function sendOnce(dispatcher: Dispatcher, options: Dispatcher.RequestOptions): Promise<Outcome> {
  let response: Dispatcher.ResponseData;
  try {
    response = await dispatcher.request(options);
  } catch (error) {
    const reason = codeOf(error);
    if (MALFORMED.test(reason)) return { kind: 'unreadable', reason };
    return { kind: 'unreachable', reason, retryable: TRANSIENT_FAILURES.has(reason) };
  }
  try {
    const retryAfter = response.headers['retry-after'];
    return {
      kind: 'answer',
      status: response.statusCode,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
      body: await response.body.text(),
    };
  } catch (error) {
    return { kind: 'unreadable', reason: codeOf(error) };
  }
}
