import * as operations from '../../generated/operations.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { rowsOf } from '../../support/rows.js';

let gateway: TestGateway;

beforeEach(async () => {
  gateway = await startGateway();
});

afterEach(async () => {
  await gateway.close();
});

/** Resolves when all pending deliveries have been responded to. */
const deliveriesDone = () => gateway.emulator.control('POST', '/emulator/clock', { advanceMs: 0 });

it('a finished Layer session is completed by its webhooks, with its one Item', async () => {
  const ada = await gateway.as('ada');
  const { createLayerSession } = await ada.must(operations.CreateLayerSessionDocument, {
    input: { templateId: 'template_1' },
  });
  const [session] = (await ada.must(operations.MyLinkSessionsDocument, { first: 1 })).linkSessions.nodes;
  const id = session?.id ?? '';
  const updates = ada.subscribe(operations.LinkSessionUpdatedDocument, { id });
  await updates.next();
  await gateway.emulator.control('POST', `/emulator/link/${createLayerSession.linkToken}`, { outcome: 'success' });
  for await (const { data } of updates) {
    if (data?.linkSessionUpdated.status !== 'SUCCEEDED') continue;
    expect(data.linkSessionUpdated.items).toHaveLength(1);
    break;
  }
  expect((await gateway.plaidCalls())['/item/public_token/exchange']).toBe(1);
});

it('a BANK_TRANSFERS webhook, which names no Item, is recorded for no user; the operator reads the events', async () => {
  const ada = await gateway.as('ada');
  const webhook = `${gateway.url}/webhooks/plaid`;
  await gateway.emulator.control('POST', '/emulator/bank-transfers', { webhook });
  const created = await ada.must(operations.CreateLinkSessionDocument, {
    input: { products: ['auth'], auth: { sameDayMicrodepositsEnabled: true } },
  });
  const { linkToken } = created.createLinkSession.linkSession;
  const microdeposits = { account: '1111222233330000', routing: '011401533', subtype: 'checking' };
  const finished = await gateway.emulator.control('POST', `/emulator/link/${linkToken}`, {
    outcome: 'success',
    microdeposits,
  });
  expect(finished.status).toBe(200);
  await deliveriesDone();
  const stored = (rowsOf(gateway.dataDir).events ?? []) as { webhook_type: string; owner_id: string | null }[];
  const ofDeposits = stored.filter((row) => row.webhook_type === 'BANK_TRANSFERS');
  expect(ofDeposits.length).toBeGreaterThan(0);
  expect(ofDeposits.every((row) => row.owner_id === null)).toBe(true);
  const olga = await gateway.as('olga', 'items:read operator');
  for (const client of [ada, olga]) {
    const shown = '{ webhookEvents(types: ["BANK_TRANSFERS"]) { nodes { id } } }';
    expect(await client.must(shown)).toEqual({ webhookEvents: { nodes: [] } });
  }
  const transferEvents = await olga.must(operations.BankTransferEventsDocument, { afterEventId: 0 });
  expect(transferEvents.bankTransferEvents.length).toBeGreaterThan(0);
});
