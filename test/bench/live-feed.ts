import { type Benchmark, compare, compared, type Measure } from './benchmark.js';
import { type Crowd, openCrowd } from './crowd.js';
import { type Side, type Sides, startSides } from './live-sides.js';

const SUBSCRIBERS = Number(process.env.BENCH_SUBSCRIBERS ?? 5_000);
const ROUNDS = 5;
/** Events per round: to every subscriber, and to one each. */
const TO_ALL = 10;
const TO_ONE = 500;
/** Concurrent webhooks. */
const AT_ONCE = 32;

const FIELDS = 'id cursor webhookType webhookCode environment receivedAt itemId';
function QUERY(payload: string): string {
  return `subscription ($types: [String!]) { webhookEvents(types: $types) { ${FIELDS} ${payload} } }`;
}
/** The same fields, but the gateway has a type for each event. */
const GATEWAY_QUERY = QUERY('... on GenericWebhookEvent { payload }');
const BARE_QUERY = QUERY('payload');

interface Crowded {
  side: Side;
  crowd: Crowd;
  bytesEach: number;
}

/** Connects all subscribers and waits until each has received an event. */
async function gather(side: Side, token: string, query: string): Promise<Crowded> {
  // Everything has been used once before memory is measured.
  const first = await openCrowd({ url: side.url, tokens: [token], query, count: 100 });
  await settle(side, first);
  await first.leave();
  await first.end();
  const before = await side.memoryBytes();
  const crowd = await openCrowd({ url: side.url, tokens: [token], query, count: SUBSCRIBERS });
  await settle(side, crowd);
  return { side, crowd, bytesEach: ((await side.memoryBytes()) - before) / SUBSCRIBERS };
}

/** Subscriptions are not acknowledged, so one is active when an event has arrived. */
async function settle(side: Side, crowd: Crowd): Promise<void> {
  const there = { yet: false };
  const arrived = crowd.waitEach().then(() => (there.yet = true));
  while (!there.yet) {
    await side.deliver('TO_ALL', ['PRIMER'], 1);
    await Promise.race([arrived, new Promise((resolve) => setTimeout(resolve, 500))]);
  }
}

async function eventsPerSecond({ crowd }: Crowded, deliver: () => Promise<number>): Promise<number> {
  await crowd.reset();
  const startedAt = performance.now();
  const expected = await deliver();
  await crowd.wait(expected);
  return expected / ((performance.now() - startedAt) / 1000);
}

/** Sends webhooks one by one: each reaches every subscriber before the next is sent. */
function toAll(crowded: Crowded): Promise<number> {
  return eventsPerSecond(crowded, async () => {
    for (let sent = 1; sent <= TO_ALL; sent += 1) {
      await crowded.side.deliver('TO_ALL', [`N${sent}`], 1);
      await crowded.crowd.wait(sent * SUBSCRIBERS);
    }
    return TO_ALL * SUBSCRIBERS;
  }).then((deliveries) => deliveries / SUBSCRIBERS);
}

function toOne(crowded: Crowded): Promise<number> {
  return eventsPerSecond(crowded, async () => {
    const codes = Array.from({ length: TO_ONE }, (_, n) => `S${(n * 7) % SUBSCRIBERS}`);
    await crowded.side.deliver('TO_ONE', codes, AT_ONCE);
    return TO_ONE;
  });
}

async function measureAll(sides: Sides): Promise<Measure[]> {
  const gateway = await gather(sides.gateway, sides.token, GATEWAY_QUERY);
  const bare = await gather(sides.bare, sides.token, BARE_QUERY);
  for (const measure of [toAll, toOne]) await Promise.all([measure(gateway), measure(bare)]);
  const all = await compare(
    ROUNDS,
    () => toAll(gateway),
    () => toAll(bare),
  );
  const one = await compare(
    ROUNDS,
    () => toOne(gateway),
    () => toOne(bare),
  );
  const bytes = compared([{ subject: gateway.bytesEach, reference: bare.bytesEach }], 'less');
  const full = await sides.gateway.memoryBytes();
  for (const { crowd } of [gateway, bare]) await crowd.leave();
  for (const { crowd } of [gateway, bare]) await crowd.end();
  const left = await memoryWhenGone(sides.gateway, full - gateway.bytesEach * SUBSCRIBERS);
  const crowd = `${SUBSCRIBERS} subscribers`;
  return [
    { name: `one event to all of ${crowd}`, unit: '/s', ...all, atLeast: 0.5 },
    { name: `one event to one of ${crowd}`, unit: '/s', ...one, atLeast: 0.5 },
    { name: 'memory of a subscriber', unit: 'bytes', ...bytes, atLeast: 0.5 },
    { name: 'memory when they have left, against before', unit: 'bytes', ...left, atLeast: 1 / 1.2 },
  ];
}

/** The server needs a moment to notice thousands of closed sockets. */
async function memoryWhenGone(side: Side, before: number) {
  let left = await side.memoryBytes();
  for (let look = 0; look < 20 && left > before * 1.1; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    left = await side.memoryBytes();
  }
  return compared([{ subject: left, reference: before }], 'less');
}

export const liveFeed: Benchmark = {
  title:
    'the live feed, against bare graphql-ws with a loop in memory; webhooks signed and sent to both and checked by both, recorded by ours alone',
  async run() {
    const sides = await startSides({ bareChecks: true });
    try {
      return await measureAll(sides);
    } finally {
      await sides.close();
    }
  },
};
