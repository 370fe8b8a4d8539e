import * as fc from 'fast-check';
import { startGateway, type TestGateway } from '../support/gateway.js';
import type { GraphqlClient } from '../support/graphql-client.js';
import { readOracle } from '../support/item-oracle.js';
import { rowsOf } from '../support/rows.js';
import { startWebhookProxy, type WebhookProxy } from '../support/webhook-proxy.js';

/** A fixed seed, so that a failure can be reproduced. */
const RUNS = { seed: 20_261_121, numRuns: 100 };
const MINUTE_MS = 60_000;
/** How long an Item may be stale when nothing reported a change: five minutes with 10 % jitter. */
const KEPT_MS = 5.5 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Plaid warns of a disconnection in the US and of an expiration in Europe, where a repair renews consent. */
const US_BANK = 'ins_109508';
const BANKS = [US_BANK, 'ins_116834'];

/** How far the clocks of gateway and emulator are ahead of real time. */
let aheadMs = 0;
let proxy: WebhookProxy;
let gateway: TestGateway;
let client: GraphqlClient;

beforeAll(async () => {
  proxy = await startWebhookProxy();
  gateway = await startGateway({ PUBLIC_URL: proxy.url }, { now: () => Date.now() + aheadMs });
  proxy.forwardTo(gateway.url);
  client = await gateway.as('ada');
});

afterAll(async () => {
  await gateway.close();
  await proxy.close();
});

async function control(path: string, body: object): Promise<void> {
  const response = await gateway.emulator.control('POST', path, body);
  if (response.status !== 200) throw new Error(response.text);
}

/** Advances both clocks. Resolves when the deliveries that became due have been responded to. */
async function pass(ms: number): Promise<void> {
  aheadMs += ms;
  await control('/emulator/clock', { advanceMs: ms });
}

async function createItem(institutionId: string): Promise<string> {
  const created = await client.must<{ sandboxCreateItem: { item: { id: string } } }, object>(
    'mutation ($i: SandboxCreateItemInput!) { sandboxCreateItem(input: $i) { item { id } } }',
    { i: { institutionId, initialProducts: ['transactions'] } },
  );
  return created.sandboxCreateItem.item.id;
}

async function read(id: string): Promise<{ status: string; requiredAction: string }> {
  const query = 'query ($id: ID!) { item(id: $id) { status requiredAction } }';
  return (await client.must<{ item: { status: string; requiredAction: string } }, object>(query, { id })).item;
}

function fire(webhookCode: string) {
  return async (itemId: string) => {
    const mutation = 'mutation ($i: SandboxFireWebhookInput!) { sandboxFireWebhook(input: $i) { webhookFired } }';
    await client.must(mutation, { i: { itemId, webhookCode } });
  };
}

/** Returns the session's id. */
async function updateMode(updateItemId: string): Promise<string> {
  const { createLinkSession } = await client.must<
    { createLinkSession: { linkSession: { id: string; linkToken: string } } },
    object
  >('mutation ($i: CreateLinkSessionInput!) { createLinkSession(input: $i) { linkSession { id linkToken } } }', {
    i: { updateItemId, hostedLink: {} },
  });
  const { id, linkToken } = createLinkSession.linkSession;
  await control(`/emulator/link/${linkToken}`, { outcome: 'success' });
  return id;
}

/** What an app does in Link's onSuccess. */
async function updateModeInApp(updateItemId: string): Promise<void> {
  const i = { linkSessionId: await updateMode(updateItemId) };
  await client.must('mutation ($i: CompleteLinkSessionInput!) { completeLinkSession(input: $i) { __typename } }', {
    i,
  });
}

const SILENT_REPAIR = 'repaired without a word';
const REPAIR_WITHOUT_APP = 'repaired in update mode, and the app is gone';

interface Fate {
  happen: (itemId: string) => Promise<unknown>;
  /** The relative frequency. */
  weight: number;
}

/** The things that can happen to an Item. */
const FATES: Record<string, Fate> = {
  'login breaks': { happen: (itemId) => control(`/emulator/items/${itemId}/login`, { broken: true }), weight: 3 },
  'login repaired': { happen: fire('LOGIN_REPAIRED'), weight: 3 },
  // Rare, because a history that contains it can only be checked much later.
  [SILENT_REPAIR]: {
    happen: repairInSilence,
    weight: 0.5,
  },
  'repaired in update mode': { happen: updateModeInApp, weight: 2 },
  [REPAIR_WITHOUT_APP]: { happen: updateMode, weight: 1 },
  'will be disconnected': { happen: fire('PENDING_DISCONNECT'), weight: 3 },
  'consent ends in three days': {
    happen: (itemId) => control(`/emulator/items/${itemId}/consent`, { expiresInMs: 3 * DAY_MS }),
    weight: 3,
  },
  revoked: { happen: fire('USER_PERMISSION_REVOKED'), weight: 2 },
  'new accounts': { happen: fire('NEW_ACCOUNTS_AVAILABLE'), weight: 1 },
  'half a minute passes': { happen: () => pass(MINUTE_MS / 2), weight: 1 },
  'four minutes pass': { happen: () => pass(4 * MINUTE_MS), weight: 0.5 },
};

/** What can happen to its webhooks. */
const WEATHERS: Record<string, { modes: object; open: boolean }> = {
  fair: { modes: {}, open: true },
  duplicated: { modes: { duplicate: true }, open: true },
  dropped: { modes: { drop: true }, open: true },
  reordered: { modes: { reorder: true }, open: true },
  'reordered twins': { modes: { reorder: true, duplicate: true }, open: true },
  delayed: { modes: {}, open: false },
};

const step = fc.record({
  item: fc.nat({ max: BANKS.length - 1 }),
  fate: fc.oneof(
    ...Object.entries(FATES).map(([name, { weight }]) => ({ arbitrary: fc.constant(name), weight: 2 * weight })),
  ),
  weather: fc.option(fc.constantFrom(...Object.keys(WEATHERS)), { freq: 3 }),
  /** Reads the Item. The result is cached and must not be returned once it is stale. */
  read: fc.constantFrom('not', 'at once', 'when the webhooks are in'),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function inWeather(weather: string, item: number, ...fates: string[]): Step[] {
  return fates.map((name, index) => ({
    item,
    fate: name,
    weather: index === 0 ? weather : null,
    read: 'when the webhooks are in',
  }));
}

/** Histories that the gateway once got wrong, or would get wrong with one check less. */
const LIVES: Step[][] = [
  inWeather('reordered', 0, 'revoked', 'login repaired'),
  inWeather('reordered', 0, 'will be disconnected', 'login repaired'),
  inWeather('reordered', 0, 'will be disconnected', 'repaired in update mode'),
  [...inWeather('reordered', 0, 'login repaired', 'will be disconnected'), ...inWeather('fair', 0, 'new accounts')],
  [...inWeather('fair', 1, 'consent ends in three days'), ...inWeather('dropped', 1, 'login repaired')],
  inWeather('dropped', 1, 'consent ends in three days'),
  inWeather('fair', 0, 'login breaks', 'repaired in update mode, and the app is gone'),
  [...inWeather('fair', 0, 'will be disconnected'), ...inWeather('dropped', 0, 'repaired in update mode')],
];

let weatherNow = 'fair';

async function setWeather(name: string): Promise<void> {
  weatherNow = name;
  const weather = WEATHERS[name];
  await control('/emulator/webhooks', weather?.modes ?? {});
  proxy.setOpen(weather?.open ?? true);
}

/** Drops the webhook of the repair. */
async function repairInSilence(itemId: string): Promise<void> {
  await control('/emulator/webhooks', { drop: true });
  await control(`/emulator/items/${itemId}/login`, { broken: false });
  await control('/emulator/webhooks', WEATHERS[weatherNow]?.modes ?? {});
}

/** Waits until no webhook is in transit and no effect is pending. */
async function rest(itemIds: readonly string[]): Promise<void> {
  await setWeather('fair');
  await pass(0);
  while ((await Promise.all(itemIds.map(fate))).some(({ pending }) => pending > 0)) await pass(4 * MINUTE_MS);
  while (hasPendingEffects()) await pass(0);
}

function hasPendingEffects() {
  return (
    rowsOf(gateway.dataDir).events?.some((row) => (row as { effects_state: string }).effects_state === 'PENDING') ??
    false
  );
}

function fate(itemId: string) {
  return readOracle(gateway.emulator, itemId, Date.now() + aheadMs);
}

/** A repair that neither a webhook nor an app reported to the gateway. */
function isRepairLost(fates: readonly string[], lost: readonly string[]): boolean {
  if (fates.includes(SILENT_REPAIR) || lost.includes('LOGIN_REPAIRED')) return true;
  return fates.includes(REPAIR_WITHOUT_APP) && lost.includes('SESSION_FINISHED');
}

async function expectAsPlaidSays(itemId: string): Promise<void> {
  const { status, requiredAction } = await fate(itemId);
  expect(await read(itemId)).toEqual({ status, requiredAction });
}

it('an Item has the state that Plaid reports once all webhooks are processed, in whatever order they arrived', async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
    const itemIds = await Promise.all(BANKS.map(createItem));
    await setWeather('fair');
    for (const { item, fate: name, weather, read: when } of steps) {
      const itemId = itemIds[item] ?? '';
      if (weather !== null) await setWeather(weather);
      await FATES[name]?.happen(itemId);
      if (when === 'when the webhooks are in') await pass(0);
      if (when !== 'not') await read(itemId);
    }
    await rest(itemIds);
    const lost = await Promise.all(itemIds.map(async (itemId) => (await fate(itemId)).lost));
    const isWarned = itemIds.map((_, index) => {
      const own = steps.filter(({ item }) => item === index).map(({ fate: name }) => name);
      return BANKS[index] === US_BANK && isRepairLost(own, lost[index] ?? []);
    });
    // What no webhook reports, the gateway learns from Plaid when its cached data expires.
    if (lost.flat().length > 0) await pass(KEPT_MS + 1);
    for (const itemId of itemIds.filter((_, index) => isWarned[index] !== true)) await expectAsPlaidSays(itemId);
    // Without an end of consent Plaid retracts no warning: without a repair webhook the warning stays until that day.
    if (!isWarned.includes(true)) return;
    await setWeather('dropped');
    await pass(8 * DAY_MS);
    for (const itemId of itemIds) await expectAsPlaidSays(itemId);
  });
  await fc.assert(property, { ...RUNS, examples: LIVES.map((life) => [life]) });
}, 600_000);
