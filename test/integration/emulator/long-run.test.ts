import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import type { EmulatorClient } from '../../support/emulator-client.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';
import { createWebhookReceiver } from '../../support/webhook-receiver.js';
import type { ReceivedWebhook, WebhookReceiver } from '../../support/webhook-receiver.js';

/** The published retry schedule, in seconds after the first attempt. */
const SCHEDULE_S = [0, 30, 150, 630, 2550, 10_230, 40_950];

const linkRequest = {
  client_name: 'A shop',
  language: 'en',
  country_codes: ['US'],
  user: { client_user_id: 'someone' },
};

const sentAt = (hook: ReceivedWebhook): number => decodeJwt(hook.verification).iat ?? 0;

const errorCodeOf = async (client: EmulatorClient, accessToken: string): Promise<string | null> => {
  const { body } = await client.plaid('/item/get', { access_token: accessToken });
  return (body as { item: { error: { error_code: string } | null } }).item.error?.error_code ?? null;
};

describe('the emulator after its clock advances by 31 days', () => {
  let fixture: EmulatorFixture;
  beforeEach(async () => {
    fixture = await startEmulator();
  });
  afterEach(() => fixture.close());

  test('23, 27, 62, 77, 80: logins and tokens expire, and a receiver that was down for 3 hours gets every webhook on schedule', async () => {
    const { client, hooks } = fixture;
    // Fewer than ten Items, because more rejections in a row would end the retries.
    const items = await Promise.all(Array.from({ length: 5 }, () => client.link({ webhook: hooks.url })));
    const unused = await client.plaid('/item/public_token/create', { access_token: items[0]?.accessToken });
    const link = await client.plaid('/link/token/create', { ...linkRequest, products: ['auth'] });
    const downUntilS = Date.now() / 1000 + (30 * DAY_MS + 3 * HOUR_MS) / 1000;
    hooks.answerWith((hook) => (sentAt(hook) < downUntilS ? 503 : 200));

    await client.control('POST', '/emulator/clock', { advanceMs: 31 * DAY_MS });

    for (const { accessToken } of items) expect(await errorCodeOf(client, accessToken)).toBe('ITEM_LOGIN_REQUIRED');
    const exchange = await client.plaid('/item/public_token/exchange', { public_token: unused.body.public_token });
    expect(exchange.body.error_code).toBe('INVALID_PUBLIC_TOKEN');
    const session = await client.plaid('/link/token/get', { link_token: link.body.link_token });
    expect(session.body.error_code).toBe('INVALID_LINK_TOKEN');

    expect(hooks.received).toHaveLength(items.length * SCHEDULE_S.length);
    for (const { itemId } of items) {
      const attempts = hooks.received.filter((hook) => hook.body.item_id === itemId);
      expect(new Set(attempts.map((hook) => hook.raw)).size).toBe(1);
      const first = attempts[0] === undefined ? 0 : sentAt(attempts[0]);
      // iat is in whole seconds, so each value may differ by one.
      const off = attempts.map((hook, index) => Math.abs(sentAt(hook) - first - (SCHEDULE_S[index] ?? 0)));
      expect(off).toHaveLength(SCHEDULE_S.length);
      expect(Math.max(...off)).toBeLessThanOrEqual(1);
    }
  });
});

describe('a flow that is interrupted by restarts of the emulator', () => {
  let dataDir: string;
  let running: EmulatorFixture | undefined;
  let hooks: WebhookReceiver;
  beforeEach(async () => {
    hooks = await createWebhookReceiver();
    dataDir = mkdtempSync(join(tmpdir(), 'emulator-'));
  });
  afterEach(async () => {
    await running?.close();
    await hooks.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const restart = async (): Promise<EmulatorClient> => {
    await running?.close();
    running = await startEmulator({ dataDir });
    return running.client;
  };

  test('25: Link, exchange, broken login, pending webhook, update mode and rotation continue after each restart', async () => {
    let client = await restart();
    const link = await client.plaid('/link/token/create', {
      ...linkRequest,
      products: ['auth'],
      webhook: hooks.url,
      hosted_link: {},
    });

    client = await restart();
    const { body: finished } = await client.control('POST', `/emulator/link/${String(link.body.link_token)}`, {
      outcome: 'success',
    });
    const [publicToken] = finished.publicTokens as string[];

    client = await restart();
    const { body: exchanged } = await client.plaid('/item/public_token/exchange', { public_token: publicToken });
    const accessToken = String(exchanged.access_token);
    const { accounts } = (await client.plaid('/accounts/get', { access_token: accessToken })).body;
    await client.control('POST', '/emulator/clock', { advanceMs: 0 });
    const beforeTheFall = hooks.received.length;
    hooks.answerWith(503);
    await client.plaid('/sandbox/item/reset_login', { access_token: accessToken });
    await client.control('POST', '/emulator/clock', { advanceMs: 0 });

    client = await restart();
    expect(await errorCodeOf(client, accessToken)).toBe('ITEM_LOGIN_REQUIRED');
    hooks.answerWith(200);
    await client.control('POST', '/emulator/clock', { advanceMs: MINUTE_MS });
    const [first, again] = hooks.received.slice(beforeTheFall);
    expect(first?.body).toMatchObject({ webhook_code: 'ERROR', item_id: exchanged.item_id });
    expect(again?.raw).toBe(first?.raw);
    const update = await client.plaid('/link/token/create', { ...linkRequest, access_token: accessToken });

    client = await restart();
    await client.control('POST', `/emulator/link/${String(update.body.link_token)}`, { outcome: 'success' });
    const { body: rotated } = await client.plaid('/item/access_token/invalidate', { access_token: accessToken });

    client = await restart();
    expect((await client.plaid('/item/get', { access_token: accessToken })).body.error_code).toBe(
      'INVALID_ACCESS_TOKEN',
    );
    const { body } = await client.plaid('/item/get', { access_token: rotated.new_access_token });
    expect(body).toMatchObject({ item: { item_id: exchanged.item_id, error: null } });
    const after = await client.plaid('/accounts/get', { access_token: rotated.new_access_token });
    expect(after.body.accounts).toEqual(accounts);
  });
});
