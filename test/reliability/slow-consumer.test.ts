import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { createEmulatorClient, type EmulatorClient } from '../support/emulator-client.js';
import {
  cursorFromNow,
  type EventReader,
  openEventReader,
  type SeenEvent,
  type Transport,
  TRANSPORTS,
} from '../support/event-reader.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, MEMORY_PROBE, startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient } from '../support/graphql-client.js';
import { createItem } from '../support/fixtures.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { createTempDir } from '../support/temp-dir.js';

const BATCHES = 50;
/** Events of the slow client's owner per batch: 2,000 in total. The other owner has one per batch. */
const BATCH = 40;
/** Batches before memory is measured. */
const WARM_BATCHES = 3;
const EVENT_BYTES = 16_384;
const OTHERS_OF_ITS_OWNER = 20;
const OTHERS = 80;
/** From the delivery of a batch to the gateway. Generous for a busy machine; waiting for the slow client would take longer. */
const MAX_DELAY_MS = 5_000;

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

async function itemOf(owner: string): Promise<string> {
  const client = createGraphqlClient(gateway.url, await signIn(owner));
  const itemId = await createItem(client);
  await client.close();
  return itemId;
}

async function fire(itemId: string, codes: readonly string[], type = 'TEST'): Promise<void> {
  for (const code of codes) {
    const body = { webhook_type: type, webhook_code: code, item_id: itemId, environment: 'sandbox' };
    const padded = { ...body, padding: 'x'.repeat(EVENT_BYTES) };
    await control.control('POST', '/emulator/webhooks/send', { itemId, body: padded });
  }
  await control.control('POST', '/emulator/clock', { advanceMs: 0 });
}

/** An owner with an Item, and the position in the log after which the owner's test events begin. */
interface Owner {
  name: string;
  itemId: string;
  /** A subscription to the full bodies. */
  openWithPayload(transport: Transport): Promise<EventReader>;
  /** Resumes after a cursor. */
  resume(transport: Transport, after: string | undefined): Promise<EventReader>;
  /** `count` subscribers, spread over the transports. */
  openWatchers(count: number): Promise<EventReader[]>;
}

async function createOwner(name: string): Promise<Owner> {
  const itemId = await itemOf(name);
  const token = await signIn(name);
  const primed = await openEventReader(gateway.url, {
    ...{ transport: 'WebSocket', token, after: null, types: ['PRIMER'] },
  });
  const now = await cursorFromNow(primed, () => fire(itemId, ['NOW'], 'PRIMER'));
  primed.cut();
  const open = (transport: Transport, after: string, fields?: string) =>
    openEventReader(gateway.url, { transport, token, after, types: ['TEST'], ...(fields && { fields }) });
  return {
    name,
    itemId,
    openWithPayload: (transport) => open(transport, now, '... on GenericWebhookEvent { payload }'),
    resume: (transport, after = now) => open(transport, after),
    openWatchers: (count) =>
      Promise.all(Array.from({ length: count }, (_, index) => open(TRANSPORTS[index % 3] ?? 'SSE', now))),
  };
}

/**
 * The next events of every reader have these codes, each once, with no others in between. Returns the codes in the order of
 * the log, which is the same for every reader. It is the order of arrival, which may differ from the order of sending.
 */
async function expectAll(readers: readonly EventReader[], codes: readonly string[]): Promise<string[]> {
  const seen = await Promise.all(
    readers.map(async (reader) => {
      const taken: string[] = [];
      while (taken.length < codes.length) taken.push((await reader.next())?.webhookCode ?? 'ENDED');
      return taken;
    }),
  );
  const inLog = seen[0] ?? [];
  expect([...inLog].sort()).toEqual([...codes].sort());
  for (const taken of seen) expect(taken).toEqual(inLog);
  return inLog;
}

/** The events that a client still gets until its connection ends, with or without SLOW_CONSUMER. */
async function readToTheEnd(reader: EventReader): Promise<SeenEvent[]> {
  const events: SeenEvent[] = [];
  try {
    for (let event = await reader.next(); event !== null; event = await reader.next()) events.push(event);
  } catch (error) {
    expect(String(error)).toContain('SLOW_CONSUMER');
  }
  return events;
}

const codesOf = (events: readonly SeenEvent[]): string[] => events.map(({ webhookCode }) => webhookCode);

describe('Clients that are connected but do not read, one over each transport,', () => {
  it.each([
    ['the owner of the flood', 'ada'],
    ['another owner with a flood too', 'cy'],
  ])(
    'are disconnected, do not affect other clients, and resume from their cursors, when they belong to %s',
    async (_, slowName) => {
      const ada = await createOwner('ada');
      const bea = await createOwner('bea');
      const cy = await createOwner('cy');
      const slowOwner = slowName === 'ada' ? ada : cy;
      const watchers = {
        ada: await ada.openWatchers(OTHERS_OF_ITS_OWNER),
        bea: await bea.openWatchers(OTHERS),
        cy: await cy.openWatchers(1),
      };
      const slow = await Promise.all(TRANSPORTS.map((transport) => slowOwner.openWithPayload(transport)));
      const flood: string[] = [];
      const slowest = { ms: 0 };
      const runBatch = async (name: string): Promise<void> => {
        const codes = (owner: Owner, count: number): string[] =>
          Array.from({ length: count }, (_code, index) => `${owner.name.toUpperCase()}_${name}_${index}`);
        const sent = { ada: codes(ada, BATCH), bea: codes(bea, 1), cy: codes(cy, slowOwner === cy ? BATCH : 1) };
        await fire(bea.itemId, sent.bea);
        await fire(cy.itemId, sent.cy);
        await fire(ada.itemId, sent.ada);
        const sentAt = performance.now();
        const [adas, , cys] = await Promise.all([
          expectAll(watchers.ada, sent.ada),
          expectAll(watchers.bea, sent.bea),
          expectAll(watchers.cy, sent.cy),
        ]);
        slowest.ms = Math.max(slowest.ms, performance.now() - sentAt);
        flood.push(...(slowOwner === ada ? adas : cys));
      };
      // Everything is warmed up before memory is measured; the slow clients still read.
      for (let batch = 0; batch < WARM_BATCHES; batch += 1) await runBatch(`WARM${batch}`);
      const taken = await Promise.all(slow.map((reader) => take(reader, WARM_BATCHES * BATCH)));
      const before = await gateway.memoryBytes();

      for (const reader of slow) reader.stopReading();
      for (let batch = 0; batch < BATCHES; batch += 1) await runBatch(String(batch));
      expect(slowest.ms).toBeLessThan(MAX_DELAY_MS);
      expect(gateway.output().match(/A client stopped reading/g)).toHaveLength(slow.length);

      for (const [index, reader] of slow.entries()) {
        reader.resumeReading();
        taken[index]?.push(...(await readToTheEnd(reader)));
      }
      expect(await gateway.memoryBytes()).toBeLessThan(before * 1.2);
      const resumed = TRANSPORTS.map(async (transport, index) => {
        const seen = taken[index] ?? [];
        expect(seen.length).toBeLessThan(flood.length);
        const again = await slowOwner.resume(transport, seen.at(-1)?.cursor);
        seen.push(...(await take(again, flood.length - seen.length)));
        again.cut();
        expect(codesOf(seen)).toEqual(flood);
      });
      await Promise.all(resumed);
      for (const reader of Object.values(watchers).flat()) reader.cut();
    },
    240_000,
  );
});

async function take(reader: EventReader, count: number): Promise<SeenEvent[]> {
  const events: SeenEvent[] = [];
  while (events.length < count) {
    const event = await reader.next();
    if (event === null) throw new Error('The gateway ended a subscription.');
    events.push(event);
  }
  return events;
}
