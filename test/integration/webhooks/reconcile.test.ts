import { setImmediate as immediate } from 'node:timers/promises';
import type { ItemId } from '../../../src/model/ids.js';
import type { OwnedItem } from '../../../src/model/item.js';
import { createPlaidClient, type PlaidClient } from '../../../src/plaid/plaid-client.js';
import { type Reconciler, startReconciler } from '../../../src/webhooks/reconcile.js';
import { type LiveGateway, startLiveGateway } from '../../support/live-gateway.js';

const QUIET_MS = 3_600_000;
const GAP_MS = 1_000;
const RETENTION_MS = 168 * QUIET_MS;

let gateway: LiveGateway;
let plaid: PlaidClient;
let item: OwnedItem;
let reconciler: Reconciler | null = null;
let gaps: number;
let told: ItemId[];
/** What the reconciler logged as a failure. */
let failures: string[];
/** The reconciler waits between rounds until the test lets it go on. */
let onRest: () => void;
let goOn: () => void;

beforeEach(async () => {
  gateway = await startLiveGateway();
  item = await linkItem('ada');
  gaps = 0;
  told = [];
  failures = [];
  plaid = createPlaidClient({
    baseUrl: gateway.emulator.url,
    clientId: 'emulator-client-id',
    secret: 'emulator-secret',
    timeoutMs: 5_000,
    vault: gateway.records.vault,
    now: () => Date.now() + gateway.clock.aheadMs,
    random: Math.random,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined } as never,
  });
  await gateway.plaid.control('POST', '/emulator/webhooks', { drop: true });
});

afterEach(async () => {
  await reconciler?.close();
  reconciler = null;
  await plaid.close();
  await gateway.close();
});

const linkItem = (owner: string): Promise<OwnedItem> =>
  gateway.actionsOf(owner).sandboxCreateItem({
    institutionId: 'ins_109508',
    initialProducts: ['auth'],
    overrideUsername: null,
    overridePassword: null,
  });

const breakLogin = (broken: boolean) =>
  gateway.plaid.control('POST', `/emulator/items/${item.id}/login`, { broken }).then((answer) => {
    if (answer.status !== 200) throw new Error(answer.text);
  });

/** Plaid sends it, somebody in between takes it, and it never comes. */
async function fireLost(webhookCode: string): Promise<void> {
  await gateway.plaid.control('POST', '/emulator/webhooks', { drop: false });
  gateway.host.receiver = { ...gateway.receiver, receive: () => Promise.resolve({ status: 200 }) };
  await gateway.actionsOf('ada').sandboxFireWebhook({ itemId: item.id, webhookType: 'ITEM', webhookCode });
  const isTaken = async (): Promise<boolean> => {
    const { body } = await gateway.plaid.control('GET', '/emulator/state');
    const webhooks = body.webhooks as { code: string; outcome: string }[];
    return webhooks.some(({ code, outcome }) => code === webhookCode && outcome === 'delivered');
  };
  while (!(await isTaken())) await immediate();
}

const itemGets = async (): Promise<number> => {
  const { body } = await gateway.plaid.control('GET', '/emulator/requests');
  return (body.counts as Record<string, number>)['/item/get'] ?? 0;
};

function start(): Reconciler {
  return startReconciler(
    {
      store: gateway.records.store,
      plaid,
      feed: { itemChanged: (_ownerId, itemId) => void told.push(itemId) },
      now: () => Date.now() + gateway.clock.aheadMs,
      pause: (ms, signal) =>
        new Promise((resolve) => {
          if (ms === GAP_MS) gaps += 1;
          if (ms === GAP_MS || signal.aborted) {
            resolve();
            return;
          }
          goOn = resolve;
          signal.addEventListener('abort', () => {
            resolve();
          });
          onRest();
        }),
      log: { info: () => undefined, warn: (_line: unknown, text?: string) => void failures.push(String(text)) },
    },
    { quietMs: QUIET_MS, retentionMs: RETENTION_MS, gapMs: GAP_MS },
  );
}

/** Plays one round, this much later; resolves when the reconciler rests again. */
async function playRound(aheadMs = QUIET_MS + 1): Promise<void> {
  gateway.clock.aheadMs += aheadMs;
  const rested = new Promise<void>((resolve) => (onRest = resolve));
  if (reconciler === null) reconciler = start();
  else goOn();
  await rested;
}

describe('The reconciler', () => {
  it('asks nothing about an Item that was heard of lately', async () => {
    await playRound(0);
    expect([await itemGets(), gaps, told]).toEqual([0, 0, []]);
  });

  it('tells nobody about an Item that is as the log says', async () => {
    await playRound();
    await playRound();
    expect([await itemGets(), gaps, told]).toEqual([2, 2, []]);
  });

  it('tells that an Item is broken whose webhook never came, once, and has its cached data fetched again', async () => {
    await breakLogin(true);
    await playRound();
    expect(told).toEqual([item.id]);
    const stored = await gateway.records.store.unscoped.item(item.id);
    expect(stored?.generation).toBeGreaterThan(item.generation);
    await playRound();
    expect(told).toEqual([item.id]);
  });

  it('tells that an Item changed since it looked last', async () => {
    await playRound();
    await breakLogin(true);
    await playRound();
    await breakLogin(false);
    await playRound();
    expect(told).toEqual([item.id, item.id]);
  });

  it('tells of a webhook that was lost in the second in which another one came', async () => {
    await gateway.records.append(item.id, { code: 'NEW_ACCOUNTS_AVAILABLE' });
    await fireLost('PENDING_DISCONNECT');
    await playRound();
    expect(told).toEqual([item.id]);
  });

  it('tells nobody about a webhook that came', async () => {
    await fireLost('PENDING_DISCONNECT');
    await gateway.records.append(item.id, { code: 'PENDING_DISCONNECT' });
    await playRound();
    expect([await itemGets(), told]).toEqual([1, []]);
  });

  it('tells nobody about a webhook that retention has dropped', async () => {
    await fireLost('PENDING_DISCONNECT');
    await playRound(RETENTION_MS + QUIET_MS);
    expect([await itemGets(), told]).toEqual([1, []]);
  });

  it('tells that an Item is repaired of which the log only says that it broke', async () => {
    await gateway.records.append(item.id, { code: 'ERROR' });
    await playRound();
    expect(told).toEqual([item.id]);
  });

  it('goes on with the others when one Item cannot be asked about', async () => {
    const other = await linkItem('bea');
    await breakLogin(true);
    const fault = { status: 400, errorType: 'INVALID_INPUT', errorCode: 'INVALID_ACCESS_TOKEN' };
    await gateway.plaid.control('POST', '/emulator/faults', { path: '/item/get', itemId: other.id, fault });
    await playRound();
    expect([failures.length, told]).toEqual([1, [item.id]]);
  });
});
