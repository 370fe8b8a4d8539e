import { connect } from 'node:net';
import { Agent, request } from 'undici';
import { ERROR_CODES } from '../../src/errors/codes.js';

/** One answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** Of a GraphQL response; empty when the body is none. */
  errors: RawError[];
  data: unknown;
}

/** An error of the contract, as far as tests read it. */
export interface RawError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; requestId?: string; retryAfterMs?: number; fields?: { path: string; rule: string }[] };
}

/** What an outsider may set of a request. */
export interface RawRequest {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** Somebody who sends whatever they like. */
export interface Outsider {
  send(what: RawRequest): Promise<RawAnswer>;
  /** POST /graphql; an object is sent as JSON. */
  post(body: unknown, headers?: Record<string, string>): Promise<RawAnswer>;
  /** Bytes on a connection of their own, and everything that comes back until it is closed. */
  bytes(text: string): Promise<string>;
  close(): Promise<void>;
}

/** A client of the gateway at `url` that keeps to no rule. */
export function createOutsider(url: string): Outsider {
  const dispatcher = new Agent();
  const { hostname, port } = new URL(url);

  async function send({ method = 'POST', path = '/graphql', headers = {}, body }: RawRequest): Promise<RawAnswer> {
    const answer = await request(url + path, {
      method: method as 'POST',
      dispatcher,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, text, ...parsed(text) };
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

/** What stands in bad input so that an answer that repeats any of it is noticed. */
export const CANARY = 'Canary7f3';

/** Fails unless every error keeps the contract: a code of the table, the request's id, and nothing of the input. */
export function expectContractErrors({ errors, headers, text }: RawAnswer): void {
  expect(errors.length).toBeGreaterThan(0);
  for (const { message, extensions } of errors) {
    expect(Object.keys(ERROR_CODES)).toContain(extensions.code);
    expect(extensions.requestId).toBe(headers['x-request-id']);
    expect(message.length).toBeGreaterThan(0);
  }
  expect(text).not.toMatch(new RegExp(CANARY, 'i'));
}
