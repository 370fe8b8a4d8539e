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
let notified: ItemId[];
/** The failures that the reconciler logged. */
let failures: string[];
/** The reconciler pauses after a round until the test resumes it. */
let onPause: () => void;
let resume: () => void;

beforeEach(async () => {
  gateway = await startLiveGateway();
  item = await linkItem('ada');
  gaps = 0;
  notified = [];
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
  gateway.plaid.control('POST', `/emulator/items/${item.id}/login`, { broken }).then((response) => {
    if (response.status !== 200) throw new Error(response.text);
  });

/** Plaid sends the webhook and gets 200, but the gateway never receives it. */
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
      feed: { itemChanged: (_ownerId, itemId) => void notified.push(itemId) },
      now: () => Date.now() + gateway.clock.aheadMs,
      pause: (ms, signal) =>
        new Promise((resolve) => {
          if (ms === GAP_MS) gaps += 1;
          if (ms === GAP_MS || signal.aborted) {
            resolve();
            return;
          }
          resume = resolve;
          signal.addEventListener('abort', () => {
            resolve();
          });
          onPause();
        }),
      log: { info: () => undefined, warn: (_line: unknown, text?: string) => void failures.push(String(text)) },
    },
    { quietMs: QUIET_MS, retentionMs: RETENTION_MS, gapMs: GAP_MS },
  );
}

/** Runs one round, this much later; resolves when the reconciler pauses again. */
async function runRound(aheadMs = QUIET_MS + 1): Promise<void> {
  gateway.clock.aheadMs += aheadMs;
  const paused = new Promise<void>((resolve) => (onPause = resolve));
  if (reconciler === null) reconciler = start();
  else resume();
  await paused;
}

describe('The reconciler', () => {
  it('does not read an Item of which a webhook was received recently', async () => {
    await runRound(0);
    expect([await itemGets(), gaps, notified]).toEqual([0, 0, []]);
  });

  it('does not notify about an Item that is in the state that the log reports', async () => {
    await runRound();
    await runRound();
    expect([await itemGets(), gaps, notified]).toEqual([2, 2, []]);
  });

  it('notifies once about a broken Item whose webhook was missed, and invalidates its cached data', async () => {
    await breakLogin(true);
    await runRound();
    expect(notified).toEqual([item.id]);
    const stored = await gateway.records.store.unscoped.item(item.id);
    expect(stored?.generation).toBeGreaterThan(item.generation);
    await runRound();
    expect(notified).toEqual([item.id]);
  });

  it('notifies when an Item has changed since the last round', async () => {
    await runRound();
    await breakLogin(true);
    await runRound();
    await breakLogin(false);
    await runRound();
    expect(notified).toEqual([item.id, item.id]);
  });

  it('notifies about a missed webhook of the same second as a received one', async () => {
    await gateway.records.append(item.id, { code: 'NEW_ACCOUNTS_AVAILABLE' });
    await fireLost('PENDING_DISCONNECT');
    await runRound();
    expect(notified).toEqual([item.id]);
  });

  it('does not notify about a webhook that was received', async () => {
    await fireLost('PENDING_DISCONNECT');
    await gateway.records.append(item.id, { code: 'PENDING_DISCONNECT' });
    await runRound();
    expect([await itemGets(), notified]).toEqual([1, []]);
  });

  it('does not notify about a webhook that retention has purged', async () => {
    await fireLost('PENDING_DISCONNECT');
    await runRound(RETENTION_MS + QUIET_MS);
    expect([await itemGets(), notified]).toEqual([1, []]);
  });

  it('notifies about a repaired Item whose repair is not in the log', async () => {
    await gateway.records.append(item.id, { code: 'ERROR' });
    await runRound();
    expect(notified).toEqual([item.id]);
  });

  it('continues with the other Items when one cannot be read', async () => {
    const other = await linkItem('bea');
    await breakLogin(true);
    const fault = { status: 400, errorType: 'INVALID_INPUT', errorCode: 'INVALID_ACCESS_TOKEN' };
    await gateway.plaid.control('POST', '/emulator/faults', { path: '/item/get', itemId: other.id, fault });
    await runRound();
    expect([failures.length, notified]).toEqual([1, [item.id]]);
  });
});
