import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmulator } from '../../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../../src/emulator/emulator.js';
import { DAY_MS, MINUTE_MS, startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

interface StateFile {
  format: string;
  state: Record<string, Record<string, unknown>[]>;
}

const LINK = {
  client_name: 'x',
  language: 'en',
  country_codes: ['US'],
  user: { client_user_id: 'u' },
  products: ['auth'],
};

const otherKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const KEY = otherKey();

/** The file with fields of a table's records replaced. */
const changing =
  (table: string, fields: Record<string, unknown>) =>
  ({ format, state }: StateFile): StateFile => ({
    format,
    state: { ...state, [table]: (state[table] ?? []).map((one) => ({ ...one, ...fields })) },
  });

describe('the state of the emulator as a file', () => {
  let fixtures: EmulatorFixture[];
  let dataDir: string;
  beforeEach(() => {
    fixtures = [];
    dataDir = mkdtempSync(join(tmpdir(), 'emulator-'));
  });
  afterEach(async () => {
    await Promise.all(fixtures.map((fixture) => fixture.close()));
    rmSync(dataDir, { recursive: true, force: true });
  });
  const start = async (options: EmulatorOptions = {}): Promise<EmulatorFixture> => {
    const fixture = await startEmulator(options);
    fixtures.push(fixture);
    return fixture;
  };
  const exported = async ({ client }: EmulatorFixture): Promise<StateFile> =>
    (await client.control('GET', '/emulator/state-file')).body as unknown as StateFile;
  const imported = ({ client }: EmulatorFixture, file: unknown) => client.control('POST', '/emulator/state-file', file);
  const itemGet = ({ client }: EmulatorFixture, accessToken: string) =>
    client.plaid('/item/get', { access_token: accessToken });

  test('Items, tokens, keys, users, clock and what is still to come go on in another emulator', async () => {
    const first = await start({ seed: 'a' });
    await first.client.control('POST', '/emulator/clock', { advanceMs: DAY_MS });
    const healthy = await first.client.link();
    const broken = await first.client.link({ webhook: first.hooks.url });
    first.hooks.answerWith(503);
    await first.client.plaid('/sandbox/item/reset_login', { access_token: broken.accessToken });
    await first.hooks.count(1);
    await first.client.control('POST', '/emulator/clock', { advanceMs: 0 });
    const open = await first.client.plaid('/item/public_token/create', { access_token: healthy.accessToken });
    const user = await first.client.plaid('/user/create', { client_user_id: 'ann' });
    const file = await exported(first);
    await first.emulator.close();

    const second = await start({ seed: 'a', dataDir });
    // By the same seed the first two are the Items of the file, name by name.
    for (let same = 0; same < 2; same += 1) await second.client.link();
    const forgotten = await second.client.link();
    expect((await imported(second, file)).body).toEqual({ ok: true, items: 2 });
    expect((await itemGet(second, forgotten.accessToken)).status).toBe(400);
    expect((await itemGet(second, healthy.accessToken)).body).toMatchObject({ item: { error: null } });
    expect((await itemGet(second, broken.accessToken)).body).toMatchObject({
      item: { error: { error_code: 'ITEM_LOGIN_REQUIRED' } },
    });
    expect((await second.client.plaid('/user/get', { user_id: user.body.user_id })).status).toBe(200);
    expect((await second.client.control('GET', '/emulator/state')).body).toMatchObject({ aheadMs: DAY_MS });
    expect((await second.client.link()).itemId).not.toBe(healthy.itemId);
    // The webhook that failed is tried again by the emulator that has it now.
    await second.client.control('POST', '/emulator/clock', { advanceMs: 3 * MINUTE_MS });
    expect(first.hooks.received.length).toBeGreaterThan(1);
    await second.client.control('POST', '/emulator/clock', { advanceMs: 30 * MINUTE_MS });
    expect(
      await second.client.plaid('/item/public_token/exchange', { public_token: open.body.public_token }),
    ).toMatchObject({ status: 400, body: { error_code: 'INVALID_PUBLIC_TOKEN' } });

    await second.close();
    const third = await start({ dataDir });
    expect((await itemGet(third, healthy.accessToken)).status).toBe(200);
  });

  test.each<[string, (file: StateFile) => unknown]>([
    ['another format', (file) => ({ ...file, format: 'x' })],
    [
      'a table too few',
      ({ format, state: { items, ...rest } }) => ({ format, state: items === undefined ? {} : rest }),
    ],
    ['a table too many', (file) => ({ ...file, state: { ...file.state, more: [] } })],
    ['a record that is no object', (file) => ({ ...file, state: { ...file.state, users: [null] } })],
    ['a record without an id', (file) => ({ ...file, state: { ...file.state, accessTokens: [{ itemId: 'x' }] } })],
    ['an Item without accounts', (file) => ({ ...file, state: { ...file.state, items: [{ id: 'x' }] } })],
    [
      'a clock that is no number',
      (file) => ({ ...file, state: { ...file.state, settings: [{ id: 'clock_offset_ms', value: 'abc' }] } }),
    ],
    [
      'a clock that is further ahead than any date',
      (file) => ({ ...file, state: { ...file.state, settings: [{ id: 'clock_offset_ms', value: 1e300 }] } }),
    ],
    ['an Auth method that Plaid does not know', changing('items', { authMethod: 'BY_POST' })],
    ['an Item whose error is empty', changing('items', { error: {} })],
    ['an Item made at no time', changing('items', { createdAtMs: 1e300 })],
    ['an Item whose last webhook is empty', changing('items', { lastWebhook: {} })],
    ['a Link session that is null', changing('linkTokens', { sessions: [null] })],
    ['a Link session that is empty', changing('linkTokens', { sessions: [{}] })],
    ['a signing key too short', changing('signingKeys', { privateJwk: { ...KEY, d: 'x' } })],
    ['halves of two signing keys', changing('signingKeys', { privateJwk: { ...KEY, d: otherKey().d } })],
    ['a delivery tried by nothing', changing('deliveries', { attempts: [null] })],
  ])('a file with %s is refused and changes nothing', async (_, spoil) => {
    const fixture = await start();
    const { accessToken } = await fixture.client.link({ webhook: fixture.hooks.url });
    await fixture.client.plaid('/link/token/create', LINK);
    await fixture.client.plaid('/sandbox/item/reset_login', { access_token: accessToken });
    await fixture.client.control('POST', '/emulator/clock', { advanceMs: 0 });
    const before = await exported(fixture);
    expect(before.state).toMatchObject({ items: [{}], linkTokens: [{}], deliveries: [{}] });
    const answer = await imported(fixture, spoil(before));
    expect(answer.status).toBe(400);
    expect(answer.body.error).toEqual(expect.any(String));
    expect(await exported(fixture)).toEqual(before);
    expect((await itemGet(fixture, accessToken)).status).toBe(200);
  });

  test('the URL for bank transfer events is in the file and is taken from it', async () => {
    const first = await start();
    await first.client.control('POST', '/emulator/bank-transfers', { webhook: `${first.hooks.url}/transfers` });
    const file = await exported(first);
    const second = await start();
    expect((await imported(second, file)).body).toEqual({ ok: true, items: 0 });
    await second.client.control('POST', '/emulator/bank-transfers', { webhook: null });
    expect((await imported(second, await exported(second))).status).toBe(200);
  });

  test('a file of several megabytes is taken', async () => {
    const fixture = await start();
    const file = await exported(fixture);
    file.state.users = Array.from({ length: 20_000 }, (_, index) => ({
      id: `usr_${index}`,
      clientUserId: `person-${index}-${'x'.repeat(100)}`,
      userToken: null,
      identity: null,
      createdAtMs: 0,
      updatedAtMs: 0,
    }));
    expect(JSON.stringify(file).length).toBeGreaterThan(2 * 1024 * 1024);
    expect((await imported(fixture, file)).status).toBe(200);
    expect((await fixture.client.plaid('/user/get', { user_id: 'usr_19999' })).status).toBe(200);
  });

  test('the same seed gives the same ids, tokens and account numbers', async () => {
    const walk = async () => {
      const fixture = await start({ seed: 'same' });
      const linked = await fixture.client.link({ institutionId: 'ins_56', products: ['auth'] });
      const { body } = await fixture.client.plaid('/auth/get', { access_token: linked.accessToken });
      const user = await fixture.client.plaid('/user/create', { client_user_id: 'u' });
      return { linked, numbers: body.numbers, user: user.body.user_id };
    };
    expect(await walk()).toEqual(await walk());
  });

  test('a second emulator on one DATA_DIR is refused, until the first has ended', async () => {
    const first = await start({ dataDir });
    await expect(createEmulator({ dataDir })).rejects.toThrow('another emulator uses this DATA_DIR');
    expect((await first.client.link()).itemId).toBeTruthy();
    await first.close();
    await start({ dataDir });
  });

  test('the port is kept in DATA_DIR, so that a Hosted Link URL is good after a restart', async () => {
    const first = await start({ dataDir });
    const { body } = await first.client.plaid('/link/token/create', { ...LINK, hosted_link: {} });
    await first.close();
    const second = await start({ dataDir });
    const url = new URL(String(body.hosted_link_url));
    expect(second.emulator.port).toBe(Number(url.port));
    expect((await second.client.send('GET', url.pathname)).status).toBe(200);
  });

  test('a kept port that somebody else took by now gives way to a free one', async () => {
    const first = await start({ dataDir });
    await first.close();
    const squatter = await start({ port: first.emulator.port });
    expect((await start({ dataDir })).emulator.port).not.toBe(squatter.emulator.port);
  });
});
