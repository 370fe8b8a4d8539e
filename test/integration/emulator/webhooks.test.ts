import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import type { JWK } from 'jose';
import { HOUR_MS, MINUTE_MS, startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';
import type { ReceivedWebhook } from '../../support/webhook-receiver.js';

describe('webhooks of the emulator', () => {
  let fixture: EmulatorFixture;
  beforeEach(async () => {
    fixture = await startEmulator();
  });
  afterEach(() => fixture.close());

  const plaid = (path: string, body: unknown) => fixture.client.plaid(path, body);
  const advance = (advanceMs: number) => fixture.client.control('POST', '/emulator/clock', { advanceMs });
  const modes = (body: object) => fixture.client.control('POST', '/emulator/webhooks', body);
  const link = (products = ['auth', 'transactions']) => fixture.client.link({ webhook: fixture.hooks.url, products });
  const fire = (accessToken: string, code: string, type?: string) =>
    plaid('/sandbox/item/fire_webhook', { access_token: accessToken, webhook_code: code, webhook_type: type });
  const key = (kid: string) => plaid('/webhook_verification_key/get', { key_id: kid });
  const codes = () => fixture.hooks.received.map((hook) => hook.body.webhook_code);
  const kidOf = (hook: ReceivedWebhook | undefined): string =>
    String(decodeProtectedHeader(hook?.verification ?? '').kid);
  const verify = async (hook: ReceivedWebhook) => {
    const jwk = (await key(kidOf(hook))).body.key as JWK;
    return jwtVerify(hook.verification, await importJWK(jwk, 'ES256'), { algorithms: ['ES256'] });
  };

  test('61: reset_login sends ITEM / ERROR with the error and its status', async () => {
    const { accessToken, itemId } = await link();
    await plaid('/sandbox/item/reset_login', { access_token: accessToken });
    const [hook] = await fixture.hooks.count(1);
    expect(hook?.body).toMatchObject({
      webhook_type: 'ITEM',
      webhook_code: 'ERROR',
      item_id: itemId,
      environment: 'sandbox',
      error: { error_type: 'ITEM_ERROR', error_code: 'ITEM_LOGIN_REQUIRED', status: 400 },
    });
    expect(hook?.body.error).not.toHaveProperty('request_id');
  });

  test.each([
    ['DEFAULT_UPDATE', 'AUTH', 'AUTH'],
    ['DEFAULT_UPDATE', undefined, 'TRANSACTIONS'],
    ['NEW_ACCOUNTS_AVAILABLE', undefined, 'ITEM'],
    ['SMS_MICRODEPOSITS_VERIFICATION', undefined, 'AUTH'],
    ['AUTHORIZATION_GRANTED', undefined, 'ITEM'],
    ['USER_PERMISSION_REVOKED', undefined, 'ITEM'],
    ['USER_ACCOUNT_REVOKED', undefined, 'ITEM'],
    ['PENDING_DISCONNECT', undefined, 'ITEM'],
    ['RECURRING_TRANSACTIONS_UPDATE', undefined, 'TRANSACTIONS'],
    ['LOGIN_REPAIRED', undefined, 'ITEM'],
    ['SYNC_UPDATES_AVAILABLE', undefined, 'TRANSACTIONS'],
    ['PRODUCT_READY', undefined, 'ASSETS'],
    ['ERROR', undefined, 'ASSETS'],
  ])('67: fire_webhook sends %s (requested with type %s)', async (code, type, sentAs) => {
    const { accessToken } = await link(['auth', 'transactions', 'assets']);
    expect((await fire(accessToken, code, type)).body).toMatchObject({ webhook_fired: true });
    const [hook] = await fixture.hooks.count(1);
    expect(hook?.body).toMatchObject({ webhook_type: sentAs, webhook_code: code, environment: 'sandbox' });
  });

  test('65: a webhook of a product that the Item does not have is SANDBOX_PRODUCT_NOT_ENABLED', async () => {
    const { accessToken } = await link(['transactions']);
    expect(await fire(accessToken, 'DEFAULT_UPDATE', 'AUTH')).toMatchObject({
      status: 400,
      body: { error_type: 'SANDBOX_ERROR', error_code: 'SANDBOX_PRODUCT_NOT_ENABLED' },
    });
  });

  test('65: a retired webhook code, or one of another type, is INVALID_FIELD', async () => {
    const { accessToken } = await link();
    expect(await fire(accessToken, 'AUTH_DATA_UPDATE')).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_FIELD' },
    });
    expect(await fire(accessToken, 'NEW_ACCOUNTS_AVAILABLE', 'AUTH')).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_FIELD' },
    });
  });

  test('66: an Item without a webhook is SANDBOX_WEBHOOK_INVALID', async () => {
    const { accessToken } = await fixture.client.link();
    expect(await fire(accessToken, 'NEW_ACCOUNTS_AVAILABLE')).toMatchObject({
      status: 400,
      body: { error_type: 'SANDBOX_ERROR', error_code: 'SANDBOX_WEBHOOK_INVALID' },
    });
  });

  test('fire_webhook LOGIN_REPAIRED also repairs the Item', async () => {
    const { accessToken } = await link();
    await plaid('/sandbox/item/reset_login', { access_token: accessToken });
    await fire(accessToken, 'LOGIN_REPAIRED');
    expect((await plaid('/item/get', { access_token: accessToken })).body).toMatchObject({ item: { error: null } });
    await fixture.hooks.count(2);
    expect(codes()).toEqual(['ERROR', 'LOGIN_REPAIRED']);
  });

  test('fire_webhook USER_ACCOUNT_REVOKED removes the account', async () => {
    const { accessToken } = await link();
    await fire(accessToken, 'USER_ACCOUNT_REVOKED');
    const [hook] = await fixture.hooks.count(1);
    const { body } = await plaid('/accounts/get', { access_token: accessToken });
    const ids = (body.accounts as { account_id: string }[]).map((account) => account.account_id);
    expect(ids).toHaveLength(7);
    expect(ids).not.toContain(hook?.body.account_id);
  });

  test('70: the acknowledgement is sent to the new URL only, and null disables webhooks', async () => {
    const { accessToken, itemId } = await link();
    const next = `${fixture.hooks.url}/new`;
    const updated = await plaid('/item/webhook/update', { access_token: accessToken, webhook: next });
    expect(updated.body).toMatchObject({ item: { webhook: next } });
    const [hook] = await fixture.hooks.count(1);
    expect(hook?.path).toBe('/webhooks/new');
    expect(hook?.body).toMatchObject({
      webhook_code: 'WEBHOOK_UPDATE_ACKNOWLEDGED',
      item_id: itemId,
      new_webhook_url: next,
      error: null,
    });
    await plaid('/item/webhook/update', { access_token: accessToken, webhook: null });
    await plaid('/sandbox/item/reset_login', { access_token: accessToken });
    await advance(0);
    expect(fixture.hooks.received).toHaveLength(1);
  });

  test('71, 72, 74: the signature is ES256 over a JWT with iat and the SHA-256 of the exact bytes', async () => {
    const { accessToken } = await link();
    await fire(accessToken, 'NEW_ACCOUNTS_AVAILABLE');
    const [hook] = await fixture.hooks.count(1);
    if (hook === undefined) throw new Error('no webhook');
    expect(decodeProtectedHeader(hook.verification)).toEqual({ alg: 'ES256', kid: kidOf(hook), typ: 'JWT' });
    const { payload } = await verify(hook);
    expect(payload).toEqual({
      iat: expect.any(Number) as number,
      request_body_sha256: createHash('sha256').update(hook.raw).digest('hex'),
    });
    expect(Math.abs((payload.iat ?? 0) - Date.now() / 1000)).toBeLessThan(5);
    expect(Buffer.from(hook.verification.split('.')[2] ?? '', 'base64url')).toHaveLength(64);
  });

  test('75: a key has all its fields; an unknown kid is refused', async () => {
    const { accessToken } = await link();
    await fire(accessToken, 'NEW_ACCOUNTS_AVAILABLE');
    const [hook] = await fixture.hooks.count(1);
    const known = (await key(kidOf(hook))).body.key;
    expect(known).toMatchObject({
      alg: 'ES256',
      crv: 'P-256',
      kty: 'EC',
      use: 'sig',
      kid: kidOf(hook),
      expired_at: null,
    });
    expect(known).not.toHaveProperty('d');
    expect(await key('nobody')).toMatchObject({
      status: 400,
      body: { error_type: 'INVALID_INPUT', error_code: 'INVALID_WEBHOOK_VERIFICATION_KEY_ID' },
    });
  });

  test('76: after rotation the old key remains available with expired_at set, and the new key signs', async () => {
    const { accessToken } = await link();
    await fire(accessToken, 'NEW_ACCOUNTS_AVAILABLE');
    await fixture.hooks.count(1);
    await modes({ rotateKey: true });
    await fire(accessToken, 'NEW_ACCOUNTS_AVAILABLE');
    const [before, after] = await fixture.hooks.count(2);
    expect(kidOf(after)).not.toBe(kidOf(before));
    expect((await key(kidOf(before))).body.key).toMatchObject({ expired_at: expect.any(Number) as number });
    expect((await key(kidOf(after))).body.key).toMatchObject({ expired_at: null });
  });

  test('77, 79: a receiver that was down gets the same bytes again on the published schedule, each time with a new iat', async () => {
    const { accessToken } = await link();
    fixture.hooks.answerWith(503);
    await fire(accessToken, 'NEW_ACCOUNTS_AVAILABLE');
    await fixture.hooks.count(1);
    await advance(29_000);
    expect(fixture.hooks.received).toHaveLength(1);
    await advance(3 * HOUR_MS);
    fixture.hooks.answerWith(200);
    await advance(24 * HOUR_MS);
    const seconds = fixture.hooks.received.map((hook) => decodeJwt(hook.verification).iat ?? 0);
    const gaps = seconds.slice(1).map((second, index) => second - (seconds[index] ?? 0));
    const published = [30, 120, 480, 1920, 7680, 30_720];
    expect(gaps).toHaveLength(published.length);
    gaps.forEach((gap, index) => {
      expect(Math.abs(gap - (published[index] ?? 0))).toBeLessThanOrEqual(1);
    });
    expect(new Set(fixture.hooks.received.map((hook) => hook.raw)).size).toBe(1);
    for (const hook of fixture.hooks.received) await verify(hook);
  });

  test('77: delivery to an unreachable receiver ends after 24 h', async () => {
    const gone = createServer();
    await new Promise<void>((listening) => gone.listen(0, '127.0.0.1', listening));
    const { port } = gone.address() as AddressInfo;
    await new Promise((closed) => gone.close(closed));
    await fixture.client
      .link({ webhook: `http://127.0.0.1:${port}/` })
      .then(({ accessToken }) => fire(accessToken, 'NEW_ACCOUNTS_AVAILABLE'));
    await advance(25 * HOUR_MS);
    const { webhooks } = (await fixture.client.control('GET', '/emulator/state')).body as {
      webhooks: { outcome: string; attempts: { error: string }[] }[];
    };
    expect(webhooks[0]).toMatchObject({ outcome: 'failed' });
    expect(webhooks[0]?.attempts.map((attempt) => attempt.error)).toEqual(Array(7).fill('ECONNREFUSED'));
  });

  test('77: receivers that never respond get every attempt on schedule, and advancing the clock does not wait for them', async () => {
    const open = new Set<Socket>();
    const silent = createServer((socket) => {
      open.add(socket.on('error', () => undefined));
    });
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const webhook = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    try {
      for (const code of ['NEW_ACCOUNTS_AVAILABLE', 'PENDING_DISCONNECT', 'USER_PERMISSION_REVOKED'])
        await fire((await fixture.client.link({ webhook })).accessToken, code);
      await advance(25 * HOUR_MS);
    } finally {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => silent.close(closed));
    }
    const { webhooks } = (await fixture.client.control('GET', '/emulator/state')).body as {
      webhooks: { outcome: string; attempts: { at: string; error: string }[] }[];
    };
    expect(webhooks).toHaveLength(3);
    for (const { outcome, attempts } of webhooks) {
      expect(outcome).toBe('failed');
      expect(attempts.map((attempt) => attempt.error)).toEqual(Array(7).fill('no response within 10 s'));
      const [first = 0, ...later] = attempts.map(({ at }) => Date.parse(at));
      expect(later.map((at) => Math.round((at - first) / 1000))).toEqual([30, 150, 630, 2550, 10_230, 40_950]);
    }
  });

  test('77: a URL that rejected more than 90 % of the webhooks of the last day gets no retries', async () => {
    const { accessToken } = await link();
    fixture.hooks.answerWith(401);
    for (let sent = 0; sent < 12; sent += 1) await fire(accessToken, 'SYNC_UPDATES_AVAILABLE');
    await advance(0);
    await advance(5 * HOUR_MS);
    const settled = fixture.hooks.received.length;
    await advance(20 * HOUR_MS);
    expect(fixture.hooks.received).toHaveLength(settled);
    const { webhooks } = (await fixture.client.control('GET', '/emulator/state')).body as {
      webhooks: { outcome: string }[];
    };
    expect(webhooks.every((one) => one.outcome === 'abandoned')).toBe(true);
  });

  test('78: duplicate sends each webhook twice', async () => {
    const { accessToken } = await link();
    await modes({ duplicate: true });
    await fire(accessToken, 'NEW_ACCOUNTS_AVAILABLE');
    const [one, two] = await fixture.hooks.count(2);
    expect(one?.raw).toBe(two?.raw);
  });

  test('78: reorder sends the second webhook before the first', async () => {
    const { accessToken } = await link();
    await modes({ reorder: true });
    await plaid('/sandbox/item/reset_login', { access_token: accessToken });
    await fire(accessToken, 'LOGIN_REPAIRED');
    await fixture.hooks.count(2);
    expect(codes()).toEqual(['LOGIN_REPAIRED', 'ERROR']);
  });

  test('78: with reorder, a single webhook is still sent', async () => {
    const { accessToken } = await link();
    await modes({ reorder: true });
    await plaid('/sandbox/item/reset_login', { access_token: accessToken });
    await advance(MINUTE_MS);
    expect(codes()).toEqual(['ERROR']);
  });

  test('drop sends nothing, and lists the webhook as dropped', async () => {
    const { accessToken } = await link();
    await modes({ drop: true });
    await fire(accessToken, 'NEW_ACCOUNTS_AVAILABLE');
    await advance(HOUR_MS);
    expect(fixture.hooks.received).toHaveLength(0);
    expect((await fixture.client.control('GET', '/emulator/state')).body.webhooks).toMatchObject([
      { outcome: 'dropped' },
    ]);
  });

  test('forgeSignature signs with an unpublished key', async () => {
    const { accessToken } = await link();
    await modes({ forgeSignature: true });
    await fire(accessToken, 'NEW_ACCOUNTS_AVAILABLE');
    const [hook] = await fixture.hooks.count(1);
    if (hook === undefined) throw new Error('no webhook');
    await expect(verify(hook)).rejects.toThrow('signature verification failed');
  });

  test('73: staleMs moves iat back', async () => {
    const { accessToken } = await link();
    await modes({ staleMs: 10 * MINUTE_MS });
    await fire(accessToken, 'NEW_ACCOUNTS_AVAILABLE');
    const [hook] = await fixture.hooks.count(1);
    if (hook === undefined) throw new Error('no webhook');
    const { payload } = await verify(hook);
    expect(Date.now() / 1000 - (payload.iat ?? 0)).toBeGreaterThan(590);
  });

  test('any body can be signed and sent, including one that is not JSON', async () => {
    fixture.hooks.takeAnything();
    const { itemId } = await link();
    const send = (body: unknown) => fixture.client.control('POST', '/emulator/webhooks/send', { itemId, body });
    await send({ webhook_type: 'NEW', webhook_code: 'THING', item_id: itemId });
    await send('not { json');
    const [one, two] = await fixture.hooks.count(2);
    expect(one?.body).toMatchObject({ webhook_code: 'THING' });
    expect(two?.raw).toBe('not { json');
    if (two !== undefined) await verify(two);
    expect(
      await fixture.client.control('POST', '/emulator/webhooks/send', { itemId: 'nobody', body: {} }),
    ).toMatchObject({ status: 404 });
  });
});
