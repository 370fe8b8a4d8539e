import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmulator } from '../../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../../src/emulator/emulator.js';
import { tableNames } from '../../../src/emulator/state/state.js';
import { DAY_MS, MINUTE_MS, startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';
import { seedEmulator } from '../../support/seeded-emulator.js';

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

describe('the state file of the emulator', () => {
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

  test('another emulator continues with the Items, tokens, keys, users, clock and pending work of the file', async () => {
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
    // With the same seed, the first two Items have the ids of those in the file.
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
    // The failed webhook is retried by the emulator that imported it.
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
    ['no format', ({ state }) => ({ state })],
    ['no state', ({ format }) => ({ format })],
    [
      'a missing table',
      ({ format, state: { items, ...rest } }) => ({ format, state: items === undefined ? {} : rest }),
    ],
    ['an unknown table', (file) => ({ ...file, state: { ...file.state, more: [] } })],
  ])('a file with %s is refused and changes nothing', async (_, modify) => {
    const fixture = await start();
    const { accessToken } = await fixture.client.link();
    const before = await exported(fixture);
    const { status, body } = await imported(fixture, modify(before));
    expect({ status, body }).toEqual({ status: 400, body: { error: expect.any(String) as string } });
    expect(await exported(fixture)).toEqual(before);
    expect((await itemGet(fixture, accessToken)).status).toBe(200);
  });

  test('a file of another version is refused with a message that names the supported format', async () => {
    const fixture = await start();
    const file = await exported(fixture);
    expect((await imported(fixture, { ...file, format: 'plaid-emulator-state-0' })).body.error).toBe(
      'This is not a state file of this version of the emulator: format must be plaid-emulator-state-1.',
    );
  });

  test('a file that is not JSON is refused and changes nothing', async () => {
    const fixture = await start();
    const before = await exported(fixture);
    const response = await fetch(`${fixture.emulator.url}/emulator/state-file`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(before).slice(0, -1),
    });
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 400,
      body: { error: 'The body is not JSON.' },
    });
    expect(await exported(fixture)).toEqual(before);
  });

  test('a file with records in every table is imported unchanged', async () => {
    const now = Date.now();
    const fixture = await start({ liveBalanceMs: 0, now: () => now });
    fixture.hooks.takeAnything();
    await seedEmulator(fixture);
    const file = await exported(fixture);
    expect(tableNames.filter((name) => (file.state[name] ?? []).length === 0)).toEqual([]);
    expect(await imported(fixture, file)).toMatchObject({ status: 200, body: { ok: true } });
    const { settings, ...tables } = (await exported(fixture)).state;
    expect(settings).toHaveLength(file.state.settings?.length ?? 0);
    expect({ ...tables, settings: file.state.settings }).toEqual(file.state);
  });

  test('the URL for bank transfer webhooks is exported and imported', async () => {
    const first = await start();
    await first.client.control('POST', '/emulator/bank-transfers', { webhook: `${first.hooks.url}/transfers` });
    const file = await exported(first);
    const second = await start();
    expect((await imported(second, file)).body).toEqual({ ok: true, items: 0 });
    await second.client.control('POST', '/emulator/bank-transfers', { webhook: null });
    expect((await imported(second, await exported(second))).status).toBe(200);
  });

  test('a file of several megabytes is accepted', async () => {
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
    const runFlow = async () => {
      const fixture = await start({ seed: 'same' });
      const linked = await fixture.client.link({ institutionId: 'ins_56', products: ['auth'] });
      const { body } = await fixture.client.plaid('/auth/get', { access_token: linked.accessToken });
      const user = await fixture.client.plaid('/user/create', { client_user_id: 'u' });
      return { linked, numbers: body.numbers, user: user.body.user_id };
    };
    expect(await runFlow()).toEqual(await runFlow());
  });

  test('a second emulator with the same DATA_DIR is refused until the first has stopped', async () => {
    const first = await start({ dataDir });
    await expect(createEmulator({ dataDir })).rejects.toThrow('another emulator uses this DATA_DIR');
    expect((await first.client.link()).itemId).toBeTruthy();
    await first.close();
    await start({ dataDir });
  });

  test('the port is stored in DATA_DIR, so that a Hosted Link URL is valid after a restart', async () => {
    const first = await start({ dataDir });
    const { body } = await first.client.plaid('/link/token/create', { ...LINK, hosted_link: {} });
    await first.close();
    const second = await start({ dataDir });
    const url = new URL(String(body.hosted_link_url));
    expect(second.emulator.port).toBe(Number(url.port));
    expect((await second.client.send('GET', url.pathname)).status).toBe(200);
  });

  test('when the stored port is in use, a free port is used', async () => {
    const first = await start({ dataDir });
    await first.close();
    const other = await start({ port: first.emulator.port });
    expect((await start({ dataDir })).emulator.port).not.toBe(other.emulator.port);
  });
});
