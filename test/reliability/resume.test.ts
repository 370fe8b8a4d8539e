import { randomInt } from 'node:crypto';
import {
  cursorFromNow,
  type EventReader,
  openEventReader,
  readThroughCuts,
  type Transport,
  TRANSPORTS,
} from '../support/event-reader.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { signIn } from '../support/access-tokens.js';

const EVENTS = 1_000;
const CUTS = 50;
/** Webhooks that are given to the emulator at the same time. */
const BATCH = 20;

const codes = Array.from({ length: EVENTS }, (_, index) => `EVENT_${index}`);

/** Different positions between the first and the last event, in order. */
function randomCuts(): number[] {
  const cuts = new Set<number>();
  while (cuts.size < CUTS) cuts.add(randomInt(1, EVENTS));
  return [...cuts].sort((left, right) => left - right);
}

describe('A client that is disconnected at random and resumes after its cursor', () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await startGateway();
  });
  afterEach(() => gateway.close());

  it(`gets ${EVENTS} events across ${CUTS} disconnects, each once and in order, over each transport`, async () => {
    const token = await signIn('ada');
    const ada = await gateway.as('ada');
    const { sandboxCreateItem } = await ada.must<{ sandboxCreateItem: { item: { id: string } } }, unknown>(
      'mutation { sandboxCreateItem(input: {}) { item { id } } }',
    );
    const itemId = sandboxCreateItem.item.id;
    const fire = (webhookType: string, webhookCode: string) =>
      gateway.emulator.control('POST', '/emulator/webhooks/send', {
        itemId,
        body: { webhook_type: webhookType, webhook_code: webhookCode, item_id: itemId, environment: 'sandbox' },
      });
    // Webhooks that wait too long in the emulator would be delivered again with a new signature, as other events.
    const deliveriesDone = () => gateway.emulator.control('POST', '/emulator/clock', { advanceMs: 0 });
    const open = (transport: Transport, after: string | null, type: string): Promise<EventReader> =>
      openEventReader(gateway.url, { transport, token, after, types: [type] });

    const primed = await open('WebSocket', null, 'PRIMER');
    const from = await cursorFromNow(primed, async () => {
      await fire('PRIMER', 'NOW');
      await deliveriesDone();
    });
    primed.cut();
    const read = (transport: Transport, cuts: number[]) =>
      readThroughCuts((after) => open(transport, after, 'TEST'), from, { count: EVENTS, cuts });
    const uncut = read('WebSocket', []);
    const throughCuts = TRANSPORTS.map(async (transport) => {
      const cuts = randomCuts();
      return { transport, cuts, seen: await read(transport, cuts) };
    });
    for (let sent = 0; sent < EVENTS; sent += BATCH) {
      await Promise.all(codes.slice(sent, sent + BATCH).map((code) => fire('TEST', code)));
      await deliveriesDone();
    }

    const expected = await uncut;
    expect(new Set(expected.map((event) => event.id)).size).toBe(EVENTS);
    expect(expected.map((event) => event.webhookCode).sort()).toEqual([...codes].sort());
    for (const { transport, cuts, seen } of await Promise.all(throughCuts)) {
      expect({ transport, cuts, seen }).toEqual({ transport, cuts, seen: expected });
    }
  }, 120_000);
});
