import { setImmediate as immediate } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { followWithGraphqlSse } from '../../docs/examples/follow-with-graphql-sse.js';
import { followWithGraphqlWs, type WebhookEvent } from '../../docs/examples/follow-with-graphql-ws.js';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { signIn } from '../support/sign-in.js';

const CUTS = 5;

// Node 20 has no WebSocket of its own yet; browsers and Node 22 have.
Object.assign(globalThis, { WebSocket: (globalThis as { WebSocket?: unknown }).WebSocket ?? WebSocket });

const CLIENTS = [
  ['graphql-ws', followWithGraphqlWs, (url: string) => `${url.replace('http', 'ws')}/graphql`],
  ['graphql-sse', followWithGraphqlSse, (url: string) => `${url}/graphql/stream`],
] as const;

describe('The clients of docs/examples', () => {
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

  it.each(CLIENTS)('follow the events through a bad network with %s', async (_name, follow, urlOf) => {
    const ada = await gateway.as('ada');
    const { sandboxCreateItem } = await ada.must<{ sandboxCreateItem: { item: { id: string } } }, unknown>(
      'mutation { sandboxCreateItem(input: {}) { item { id } } }',
    );
    const itemId = sandboxCreateItem.item.id;
    const fire = async (code: string): Promise<void> => {
      const body = { webhook_type: 'TEST', webhook_code: code, item_id: itemId, environment: 'sandbox' };
      await gateway.emulator.control('POST', '/emulator/webhooks/send', { itemId, body });
      await gateway.emulator.control('POST', '/emulator/clock', { advanceMs: 0 });
    };
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
    // Until the first event there is no cursor to come back with.
    while (handled.length === 0) await fire('BEGUN');
    await fire('COUNTED');
    await until('COUNTED');
    const before = handled.length;

    for (let cut = 0; cut < CUTS; cut += 1) {
      network.cut();
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

  it.each(CLIENTS)('stop when the gateway refuses a cursor, with %s', async (_name, follow, urlOf) => {
    const following = follow({
      url: urlOf(network.url),
      token: () => signIn('ada'),
      loadCursor: () => Promise.resolve('no cursor of ours'),
      handle: () => Promise.resolve(),
      pause: () => Promise.reject(new Error('it came back')),
      signal: new AbortController().signal,
    });
    await expect(following).rejects.toThrow('BAD_USER_INPUT');
  });
});
