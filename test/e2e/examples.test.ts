import { setImmediate as immediate } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { followWithApolloClient } from '../../docs/examples/follow-with-apollo-client.js';
import { followWithGraphqlSse } from '../../docs/examples/follow-with-graphql-sse.js';
import { followWithGraphqlWs, type WebhookEvent } from '../../docs/examples/follow-with-graphql-ws.js';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.js';
import { createItem } from '../support/fixtures.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { signIn } from '../support/access-tokens.js';

const CUTS = 5;
/** How many reconnects fail after each cut. */
const CONNECTIONS_REFUSED = 2;

// Node 20 has no global WebSocket. Browsers and Node 22 do.
Object.assign(globalThis, { WebSocket: (globalThis as { WebSocket?: unknown }).WebSocket ?? WebSocket });

const CLIENTS = [
  ['graphql-ws', followWithGraphqlWs, (url: string) => `${url.replace('http', 'ws')}/graphql`],
  ['graphql-sse', followWithGraphqlSse, (url: string) => `${url}/graphql/stream`],
  ['Apollo Client', followWithApolloClient, (url: string) => `${url}/graphql`],
] as const;

describe('the clients in docs/examples', () => {
  let gateway: TestGateway;
  let network: CuttingProxy;
  beforeEach(async () => {
    gateway = await startGateway();
    network = await startCuttingProxy(gateway.url);
  });
  afterEach(async () => {
    await network.close();
    await gateway.close();
  });

  /** Creates an Item of ada's and returns a function that has a webhook for it delivered. */
  async function webhooksOfAda(): Promise<(code: string) => Promise<void>> {
    const itemId = await createItem(await gateway.as('ada'));
    return async (code) => {
      const body = { webhook_type: 'TEST', webhook_code: code, item_id: itemId, environment: 'sandbox' };
      await gateway.emulator.control('POST', '/emulator/webhooks/send', { itemId, body });
      await gateway.emulator.control('POST', '/emulator/clock', { advanceMs: 0 });
    };
  }

  it.each(CLIENTS)('receive every event across lost connections: %s', async (_name, follow, urlOf) => {
    const fire = await webhooksOfAda();
    const handled: WebhookEvent[] = [];
    let onEvent: () => void = () => undefined;
    const until = async (code: string): Promise<void> => {
      while (handled.at(-1)?.webhookCode !== code) await new Promise<void>((resolve) => (onEvent = resolve));
    };
    const stop = new AbortController();
    const following = follow({
      url: urlOf(network.url),
      token: () => signIn('ada'),
      loadCursor: () => Promise.resolve(handled.at(-1)?.cursor ?? null),
      handle: (event) => {
        handled.push(event);
        onEvent();
        return Promise.resolve();
      },
      pause: () => immediate(),
      signal: stop.signal,
    });
    // Before the first event there is no cursor to resume from.
    while (handled.length === 0) await fire('BEGUN');
    await fire('COUNTED');
    await until('COUNTED');
    const before = handled.length;

    for (let cut = 0; cut < CUTS; cut += 1) {
      network.cut();
      // The next reconnects fail.
      await network.refuseNext(CONNECTIONS_REFUSED);
      await fire(`MISSED_${cut}`);
      await fire(`LIVE_${cut}`);
      await until(`LIVE_${cut}`);
    }
    stop.abort();
    await following;
    expect(handled.slice(before).map((event) => event.webhookCode)).toEqual(
      Array.from({ length: CUTS }, (_, cut) => [`MISSED_${cut}`, `LIVE_${cut}`]).flat(),
    );
    expect(new Set(handled.map((event) => event.id)).size).toBe(handled.length);
  });

  it.each(CLIENTS)('stop when handling an event fails: %s', async (_name, follow, urlOf) => {
    const fire = await webhooksOfAda();
    const over = new AbortController();
    const following = follow({
      url: urlOf(network.url),
      token: () => signIn('ada'),
      loadCursor: () => Promise.resolve(null),
      handle: () => Promise.reject(new Error('the disk is full')),
      pause: () => Promise.reject(new Error('it reconnected')),
      signal: new AbortController().signal,
    }).finally(() => {
      over.abort();
    });
    const failure = expect(following).rejects.toThrow('the disk is full');
    while (!over.signal.aborted) await fire('ANY');
    await failure;
  });

  it.each(CLIENTS)('reconnect with a new token when theirs expires: %s', async (_name, follow, urlOf) => {
    const stop = new AbortController();
    let connections = 0;
    // Expires in one to two seconds, so that the first connection is established before.
    const tokens = [signIn('ada', 'items:read', { expiresAt: Math.floor(Date.now() / 1_000) + 2 })];
    await follow({
      url: urlOf(network.url),
      token: () => tokens.pop() ?? signIn('ada'),
      loadCursor: () => {
        connections += 1;
        if (connections === 2) stop.abort();
        return Promise.resolve(null);
      },
      handle: () => Promise.resolve(),
      pause: () => immediate(),
      signal: stop.signal,
    });
    expect(connections).toBe(2);
  });

  it.each(CLIENTS)('stop when their token is not valid: %s', async (_name, follow, urlOf) => {
    const stop = new AbortController();
    let reconnected = false;
    const following = follow({
      url: urlOf(network.url),
      token: () => Promise.resolve('not a valid token'),
      loadCursor: () => Promise.resolve(null),
      handle: () => Promise.resolve(),
      pause: () => {
        reconnected = true;
        stop.abort();
        return Promise.resolve();
      },
      signal: stop.signal,
    });
    await expect(following.then(() => 'ended')).rejects.toBeDefined();
    expect(reconnected).toBe(false);
  });

  it.each(CLIENTS)('stop when the gateway rejects their cursor: %s', async (_name, follow, urlOf) => {
    const following = follow({
      url: urlOf(network.url),
      token: () => signIn('ada'),
      loadCursor: () => Promise.resolve('not a valid cursor'),
      handle: () => Promise.resolve(),
      pause: () => Promise.reject(new Error('it reconnected')),
      signal: new AbortController().signal,
    });
    await expect(following).rejects.toThrow('BAD_USER_INPUT');
  });
});
