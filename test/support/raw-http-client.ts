import { connect } from 'node:net';
import { Agent, request } from 'undici';
import { ERROR_CODES } from '../../src/errors/codes.js';

/** A response exactly as it arrived. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The errors of a GraphQL response. Empty when the body is not one. */
  errors: RawError[];
  data: unknown;
}

/** A GraphQL error, as far as tests read it. */
export interface RawError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; requestId?: string; retryAfterMs?: number; fields?: { path: string; rule: string }[] };
}

/** The parts of a request that a test can set. */
export interface RawRequest {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** An HTTP client that sends anything, valid or not. */
export interface RawHttpClient {
  send(what: RawRequest): Promise<RawAnswer>;
  /** POST /graphql. An object is sent as JSON. */
  post(body: unknown, headers?: Record<string, string>): Promise<RawAnswer>;
  /** Sends bytes on a new connection and returns everything received until it closes. */
  bytes(text: string): Promise<string>;
  close(): Promise<void>;
}

/** Creates a client of the gateway at `url`. The caller closes it. */
export function createRawHttpClient(url: string): RawHttpClient {
  const dispatcher = new Agent();
  const { hostname, port } = new URL(url);

  async function send({ method = 'POST', path = '/graphql', headers = {}, body }: RawRequest): Promise<RawAnswer> {
    const response = await request(url + path, {
      method: method as 'POST',
      dispatcher,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await response.body.text();
    return { status: response.statusCode, headers: response.headers, text, ...parsed(text) };
  }

  return {
    send,
    post: (body, headers = {}) => send({ headers, body: typeof body === 'string' ? body : JSON.stringify(body) }),
    bytes: (text) =>
      new Promise((resolve) => {
        let received = '';
        const socket = connect(Number(port), hostname, () => socket.write(text));
        socket.on('data', (chunk) => (received += chunk.toString()));
        socket.on('error', () => undefined);
        socket.once('close', () => {
          resolve(received);
        });
      }),
    close: () => dispatcher.close(),
  };
}

function parsed(text: string): { errors: RawError[]; data: unknown } {
  try {
    const body = JSON.parse(text) as { errors?: RawError[]; data?: unknown };
    return { errors: body.errors ?? [], data: body.data };
  } catch {
    return { errors: [], data: undefined };
  }
}

/** Part of every invalid input, so that a test notices a response that echoes any of it. */
export const CANARY = 'Canary7f3';

/** Fails unless every error has a documented code and the request's id, and echoes nothing of the input. */
export function expectContractErrors({ errors, headers, text }: RawAnswer): void {
  expect(errors.length).toBeGreaterThan(0);
  for (const { message, extensions } of errors) {
    expect(Object.keys(ERROR_CODES)).toContain(extensions.code);
    expect(extensions.requestId).toBe(headers['x-request-id']);
    expect(message.length).toBeGreaterThan(0);
  }
  expect(text).not.toMatch(new RegExp(CANARY, 'i'));
}
