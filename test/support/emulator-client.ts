import { Agent, request } from 'undici';
import { recordResponse } from './emulator-coverage/record.js';
import type { Caller } from './emulator-coverage/record.js';
import { plaidSchema, requireConformance } from './plaid-schema/conformance.js';

/** A response of the emulator. */
export interface EmulatorAnswer {
  status: number;
  text: string;
  body: Record<string, unknown>;
}

type Method = 'GET' | 'POST' | 'DELETE';

interface SendOptions {
  headers?: Record<string, string>;
  body?: string;
}

const PLAID_HEADERS = {
  'content-type': 'application/json',
  'plaid-client-id': 'emulator-client-id',
  'plaid-secret': 'emulator-secret',
};

/**
 * A client for tests: posts JSON with the emulator's credentials. Every response of the Plaid API is validated against
 * Plaid's published schemas when they are available. A call rejects when its response does not conform.
 */
export interface EmulatorClient {
  /** A Plaid call with the credentials in the headers. */
  plaid(path: string, body?: unknown): Promise<EmulatorAnswer>;
  /** Any request, unchanged. */
  send(method: Method, path: string, options?: SendOptions): Promise<EmulatorAnswer>;
  /** A call of the control API. */
  control(method: Method, path: string, body?: unknown): Promise<EmulatorAnswer>;
  /** Creates an Item and exchanges its public token. */
  link(options?: ItemOptions): Promise<{ itemId: string; accessToken: string }>;
  close(): Promise<void>;
}

/** The Item that `link` creates. By default First Platypus Bank with auth and transactions. */
export interface ItemOptions {
  institutionId?: string;
  products?: string[];
  webhook?: string;
  username?: string;
}

function asRecord(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Whether a response comes from Plaid's API: JSON to a POST that is neither a control call nor a Hosted Link form. */
function isPlaidResponse(method: string, path: string, contentType: unknown): boolean {
  return (
    method === 'POST' && !/^\/(emulator|link\/link-)/.test(path) && String(contentType).startsWith('application/json')
  );
}

/** The response body of an injected fault. It can be anything, so it is not validated. */
function madeUpBody(control: unknown): string | null {
  const body = (control as { fault?: { body?: unknown } } | undefined)?.fault?.body;
  if (body === undefined) return null;
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/**
 * Has its own connections, which `close` closes. With `isRecorded: false`, its responses are left out of the coverage table: for
 * a test that runs only where Plaid's OpenAPI file is, because the table must be the same everywhere.
 */
export function createEmulatorClient(baseUrl: string, { isRecorded = true } = {}): EmulatorClient {
  const dispatcher = new Agent();
  const madeUp = new Set<string | null>();
  const call = async (method: Method, path: string, options: SendOptions, caller: Caller): Promise<EmulatorAnswer> => {
    const response = await request(`${baseUrl}${path}`, { method, dispatcher, ...options });
    const text = await response.body.text();
    const body = asRecord(text);
    if (isPlaidResponse(method, path, response.headers['content-type']) && !madeUp.has(text)) {
      requireConformance(`${path} returned ${text}`, plaidSchema()?.answer(path, response.statusCode, body));
      if (isRecorded) recordResponse(path, response.statusCode, body, caller);
    }
    return { status: response.statusCode, text, body };
  };
  const send: EmulatorClient['send'] = (method, path, options = {}) => call(method, path, options, 'test');
  const post = (path: string, body: unknown, caller: Caller): Promise<EmulatorAnswer> =>
    call('POST', path, { headers: PLAID_HEADERS, body: JSON.stringify(body) }, caller);
  return {
    plaid: (path, body = {}) => post(path, body, 'test'),
    send,
    control: (method, path, body) => {
      madeUp.add(madeUpBody(body));
      return send(
        method,
        path,
        body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      );
    },
    link: async ({ institutionId = 'ins_109508', products = ['auth', 'transactions'], webhook, username } = {}) => {
      const created = await post(
        '/sandbox/public_token/create',
        {
          institution_id: institutionId,
          initial_products: products,
          options: { webhook, override_username: username },
        },
        'setup',
      );
      if (created.status !== 200) throw new Error(`the Item was not created: ${created.text}`);
      const exchanged = await post('/item/public_token/exchange', { public_token: created.body.public_token }, 'setup');
      if (exchanged.status !== 200) throw new Error(`the public token was not exchanged: ${exchanged.text}`);
      return { itemId: String(exchanged.body.item_id), accessToken: String(exchanged.body.access_token) };
    },
    close: () => dispatcher.destroy(),
  };
}
