import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { startGateway, type TestGateway } from '../../support/gateway.js';

const QUERY = JSON.stringify({ query: '{ viewer { id } }' });
const SUBSCRIPTION = JSON.stringify({ query: 'subscription { itemUpdated { __typename } }' });

/** Every path that reads a body, and how it accepts one. */
const PLACES = [
  { path: '/graphql', accept: 'application/json', body: QUERY },
  { path: '/graphql', accept: 'multipart/mixed;subscriptionSpec="1.0"', body: SUBSCRIPTION },
  { path: '/graphql/stream', accept: 'text/event-stream', body: SUBSCRIPTION },
  { path: '/webhooks/plaid', accept: '*/*', body: '{}' },
];

const ENCODINGS: [string, (text: string) => Buffer][] = [
  ['gzip', gzipSync],
  ['GZIP', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  // Not encoded at all: only the header counts.
  ['zstd', (text) => Buffer.from(text)],
  ['identity, gzip', gzipSync],
];

describe('a request body with a content encoding', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  const send = async (place: (typeof PLACES)[number], encoding: string, body: Buffer) => {
    const gone = new AbortController();
    const response = await fetch(gateway.url + place.path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: place.accept, 'content-encoding': encoding },
      body,
      signal: gone.signal,
    });
    const text = response.ok && place.body === SUBSCRIPTION ? '' : await response.text();
    gone.abort();
    return { status: response.status, offered: response.headers.get('accept-encoding'), text };
  };

  describe.each(PLACES)('at $path for $accept', (place) => {
    it.each(ENCODINGS)('is rejected with 415 as %s, naming the accepted encoding', async (encoding, encode) => {
      const { status, offered, text } = await send(place, encoding, encode(place.body));
      expect({ status, offered }).toEqual({ status: 415, offered: 'identity' });
      if (place.path === '/webhooks/plaid') {
        expect(text).toBe('');
        return;
      }
      const { errors } = JSON.parse(text) as { errors: { extensions: Record<string, unknown> }[] };
      expect(errors.map(({ extensions }) => extensions)).toEqual([
        expect.objectContaining({
          code: 'BAD_USER_INPUT',
          fields: [{ path: 'headers.content-encoding', rule: expect.stringContaining('identity') as string }],
        }),
      ]);
    });

    it.each(['identity', 'Identity'])('is read with an explicit identity encoding: %s', async (encoding) => {
      const { status } = await send(place, encoding, Buffer.from(place.body));
      expect(status).toBe(place.path === '/webhooks/plaid' ? 401 : 200);
    });
  });
});
