import { Agent, request } from 'undici';
import { type StreamKind, openStream } from './stream-client.js';
import { openSocket } from './ws-client.js';

/** Every transport over which a document reaches the gateway. */
export const TRANSPORTS = ['HTTP', 'WebSocket', 'SSE', 'multipart'] as const;
export type Transport = (typeof TRANSPORTS)[number];
/** The transports that serve subscriptions. */
export const LIVE_TRANSPORTS = ['WebSocket', 'SSE', 'multipart'] as const;

/** A GraphQL request, whatever the transport. */
export interface Request {
  query?: string;
  variables?: unknown;
  operationName?: string;
  extensions?: unknown;
}

/** The first reply, in one form for all transports. */
export interface Said {
  /** The codes of the errors, or `closed 1009` if the socket was closed instead. */
  codes: string[];
  data: unknown;
  errors: { message: string; extensions: Record<string, unknown> }[];
  /** The reply as text, without the request's own id. */
  text: string;
  /** From sending to the reply, in milliseconds. WebSocket connections are opened before. */
  tookMs: number;
}

export interface Sender {
  /** The gateway's URL. `authorization` is sent the way each transport requires. */
  url: string;
  authorization?: string;
}

/** Sends one request over one transport, returns the first reply, and closes the connection. */
export async function say(to: Sender, transport: Transport, body: Request): Promise<Said> {
  if (transport === 'HTTP') return sayByHttp(to, body);
  if (transport === 'WebSocket') return sayBySocket(to, body);
  return sayByStream(to, transport, body);
}

/** A document that selects fields of Item: a query over HTTP, else a subscription. `definitions` are variables in parentheses. */
export function onItem(transport: Transport, selection: string, definitions = ''): string {
  if (transport === 'HTTP') return `query Q${definitions} { items { nodes { ${selection} } } }`;
  return `subscription S${definitions} { itemUpdated { ${selection} } }`;
}

async function sayByHttp({ url, authorization }: Sender, body: Request): Promise<Said> {
  const dispatcher = new Agent();
  const headers = { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) };
  const text = JSON.stringify(body);
  const startedAt = performance.now();
  const reply = await request(`${url}/graphql`, { method: 'POST', dispatcher, headers, body: text });
  const answered = await reply.body.text();
  const tookMs = performance.now() - startedAt;
  await dispatcher.close();
  return said(JSON.parse(answered), tookMs);
}

async function sayByStream({ url, authorization }: Sender, kind: StreamKind, body: Request): Promise<Said> {
  const startedAt = performance.now();
  const stream = await openStream(url, kind, body, authorization === undefined ? {} : { authorization });
  if (stream.response.headers['content-type']?.includes('application/json') === true) {
    await stream.ended;
    return said(JSON.parse(stream.text()), performance.now() - startedAt);
  }
  const message = await stream.next();
  const tookMs = performance.now() - startedAt;
  stream.cut();
  return said(message?.payload ?? null, tookMs);
}

async function sayBySocket({ url, authorization }: Sender, body: Request): Promise<Said> {
  const client = await openSocket(`${url.replace('http', 'ws')}/graphql`);
  const closed = client.closed.then(({ code, reason }) => ({ closed: `closed ${code}`, reason }));
  client.send({ type: 'connection_init', ...(authorization !== undefined && { payload: { authorization } }) });
  const first = await Promise.race([client.next(), closed]);
  if ('closed' in first) return { ...said(null, 0), codes: [first.closed], text: first.reason };
  const text = JSON.stringify({ type: 'subscribe', id: '1', payload: { query: '', ...body } });
  const startedAt = performance.now();
  client.socket.send(text);
  const message = await Promise.race([client.next(), closed]);
  const tookMs = performance.now() - startedAt;
  client.socket.terminate();
  if ('closed' in message) return { ...said(null, tookMs), codes: [message.closed], text: message.reason };
  return said(message.type === 'error' ? { errors: message.payload } : message.payload, tookMs);
}

function said(reply: unknown, tookMs: number): Said {
  const { errors = [], data } = (reply ?? {}) as { errors?: Said['errors']; data?: unknown };
  return {
    errors,
    data,
    codes: errors.map(({ extensions }) => String(extensions.code)),
    text: JSON.stringify(reply).replace(/"requestId":"[^"]*"/g, ''),
    tookMs,
  };
}
