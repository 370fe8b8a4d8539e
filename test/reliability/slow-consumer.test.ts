import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { createEmulatorClient, type EmulatorClient } from '../support/emulator-client.js';
import { cursorFromNow, type EventReader, openEventReader } from '../support/event-reader.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, MEMORY_PROBE, startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient } from '../support/graphql-client.js';
import { signIn, TEST_JWT_SECRET } from '../support/sign-in.js';
import { createTempDir } from '../support/temp-dir.js';
import { connect, type WsClient } from '../support/ws-client.js';

const BATCHES = 50;
/** Of the slow client's owner, per batch: 2,000 in all. The other owner has one per batch. */
const BATCH = 40;
const EVENT_BYTES = 16_384;
const OTHERS_OF_ITS_OWNER = 20;
const OTHERS = 80;
/** How often the slow client says that it is alive. */
const PONG_MS = 100;
/** From the moment a batch is with the gateway: the machine may be busy, and a wait for the slow client would be longer. */
const ON_TIME_MS = 5_000;

let dataDir: ReturnType<typeof createTempDir>;
let emulator: Emulator;
let control: EmulatorClient;
let gateway: GatewayProcess;

beforeEach(async () => {
  dataDir = createTempDir();
  emulator = await createEmulator({ rateLimits: 'off' });
  control = createEmulatorClient(emulator.url);
  gateway = await startGatewayProcess({
    ...MEMORY_PROBE,
    DATA_DIR: dataDir.path,
    PLAID_BASE_URL: emulator.url,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    PORT: String(await freePort()),
    LIMIT_STALL_MS: '500',
    LIMIT_SOCKETS_PER_VIEWER: '200',
    LIMIT_SUBSCRIBES_PER_MINUTE: '0',
  });
});

afterEach(async () => {
  await gateway.kill();
  await control.close();
  await emulator.close();
  dataDir.remove();
});

async function createItem(owner: string): Promise<string> {
  const client = createGraphqlClient(gateway.url, await signIn(owner));
  const data = await client.must<{ sandboxCreateItem: { item: { id: string } } }, unknown>(
    'mutation { sandboxCreateItem(input: {}) { item { id } } }',
  );
  await client.close();
  return data.sandboxCreateItem.item.id;
}

async function fire(itemId: string, codes: readonly string[], type = 'TEST'): Promise<void> {
  for (const code of codes) {
    const body = { webhook_type: type, webhook_code: code, item_id: itemId, environment: 'sandbox' };
    const padded = { ...body, padding: 'x'.repeat(EVENT_BYTES) };
    await control.control('POST', '/emulator/webhooks/send', { itemId, body: padded });
  }
  await control.control('POST', '/emulator/clock', { advanceMs: 0 });
}

/** Subscribers that have everything from here on, whenever the gateway gets to them. */
async function watch(owner: string, itemId: string, count: number): Promise<EventReader[]> {
  const token = await signIn(owner);
  const open = (after: string | null, type: string) =>
    openEventReader(gateway.url, { transport: 'WebSocket', token, after, types: [type] });
  const primed = await open(null, 'PRIMER');
  const after = await cursorFromNow(primed, () => fire(itemId, ['NOW'], 'PRIMER'));
  primed.cut();
  const one = () => open(after, 'TEST');
  return Promise.all(Array.from({ length: count }, one));
}

/** Wants whole bodies, reads its first event and nothing after it; goes on saying that it is alive. */
async function openSlow(owner: string): Promise<{ client: WsClient; stop: () => void }> {
  const client = await connect(`${gateway.url.replace('http', 'ws')}/graphql`, {
    authorization: `Bearer ${await signIn(owner)}`,
  });
  const query =
    'subscription { webhookEvents(types: ["TEST"]) { id webhookCode ... on GenericWebhookEvent { payload } } }';
  client.send({ type: 'subscribe', id: '1', payload: { query } });
  const pongs = setInterval(() => {
    client.socket.pong(undefined, undefined, () => undefined);
  }, PONG_MS);
  return {
    client,
    stop: () => {
      clearInterval(pongs);
    },
  };
}

/**
 * The next events of every reader have these codes, each once and nothing else's between. In the order of the log, which is
 * that in which they arrived and not quite that in which they were sent.
 */
async function expectAll(readers: readonly EventReader[], codes: readonly string[]): Promise<void> {
  const seen = await Promise.all(
    readers.map(async (reader) => {
      const taken: (string | undefined)[] = [];
      while (taken.length < codes.length) taken.push((await reader.next())?.webhookCode);
      return taken;
    }),
  );
  const inLog = seen[0] ?? [];
  expect([...inLog].sort()).toEqual([...codes].sort());
  for (const taken of seen) expect(taken).toEqual(inLog);
}

/** The webhook codes in every message that came to the socket. */
async function codesSeenBy(client: WsClient): Promise<string[]> {
  const codes: string[] = [];
  const gone = client.closed.then(() => null);
  const next = () => Promise.race([client.next(), gone]);
  for (let message = await next(); message; message = await next()) {
    const { data } = (message.payload ?? {}) as { data?: { webhookEvents: { webhookCode: string } } };
    codes.push(data?.webhookEvents.webhookCode ?? message.type);
  }
  return codes;
}

describe('A client that reads nothing but answers pings', () => {
  it.each([
    ['the owner of the flood', 'ada'],
    ['another owner, who has a flood as well', 'cy'],
  ])(
    'is closed and costs nobody else anything, when it is %s',
    async (_, slowOwner) => {
      const [adas, beas, cys] = await Promise.all(['ada', 'bea', 'cy'].map(createItem));
      const slow = await openSlow(slowOwner);
      const watchers = {
        ada: await watch('ada', adas ?? '', OTHERS_OF_ITS_OWNER),
        bea: await watch('bea', beas ?? '', OTHERS),
      };
      const slowestMs = { value: 0 };
      const play = async (name: string): Promise<void> => {
        const codes = Array.from({ length: BATCH }, (_code, index) => `ADA_${name}_${index}`);
        await fire(beas ?? '', [`BEA_${name}`]);
        if (slowOwner === 'cy')
          await fire(
            cys ?? '',
            codes.map((code) => code.replace('ADA', 'CY')),
          );
        await fire(adas ?? '', codes);
        const sentAt = performance.now();
        await Promise.all([expectAll(watchers.ada, codes), expectAll(watchers.bea, [`BEA_${name}`])]);
        slowestMs.value = Math.max(slowestMs.value, performance.now() - sentAt);
      };
      // Everything has been in use once before memory is looked at; the slow client still reads.
      for (let batch = 0; batch < 3; batch += 1) await play(`WARM${batch}`);
      const before = await gateway.memoryBytes();

      slow.client.socket.pause();
      for (let batch = 0; batch < BATCHES; batch += 1) await play(String(batch));
      slow.stop();
      slow.client.socket.resume();
      const codes = await codesSeenBy(slow.client);
      expect(codes.filter((code) => !code.startsWith(`${slowOwner.toUpperCase()}_`))).toEqual([]);
      expect(codes.length).toBeLessThan(BATCH * (BATCHES + 3));

      expect(slowestMs.value).toBeLessThan(ON_TIME_MS);
      const after = await gateway.memoryBytes();
      expect(after).toBeLessThan(before * 1.2);
      for (const reader of [...watchers.ada, ...watchers.bea]) reader.cut();
    },
    240_000,
  );
});
