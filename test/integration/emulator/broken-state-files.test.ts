import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { tableNames } from '../../../src/emulator/state/state.js';
import { DAY_MS, startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';
import { changeAt } from '../../support/fuzz/change-at.js';
import { seedEmulator } from '../../support/seeded-emulator.js';

type State = Record<string, Record<string, unknown>[]>;

const RUNS = 150;
const SEED = 20_261_121;
/** Of the files that are taken, every so many is lived with: a day passes, the emulator starts again. */
const LIVED_WITH_EVERY = 4;

/** Table by table, so that a large one does not take all the mistakes. */
const place = fc.array(fc.nat(50), { minLength: 2, maxLength: 8 });
const mistake = fc.constantFrom<unknown[]>(
  [undefined],
  [null],
  [0],
  [-1],
  [1.5],
  [1e300],
  [Number.MAX_SAFE_INTEGER],
  [''],
  ['x'],
  ['__proto__'],
  [true],
  [{}],
  [[]],
  [[null]],
);

describe('state files with a mistake in one place', () => {
  let fixture: EmulatorFixture;
  let dataDir: string;
  let good: string;
  let logged: object[];
  // The wall's time stands: no webhook is tried again between two exports that are compared.
  const startedAtMs = Date.now();
  const start = async (): Promise<void> => {
    fixture = await startEmulator({
      dataDir,
      liveBalanceMs: 0,
      now: () => startedAtMs,
      log: (line) => logged.push(line),
    });
    fixture.hooks.takeAnything();
  };
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'emulator-'));
    logged = [];
    await start();
    await seedEmulator(fixture);
    good = await exported();
  });
  afterAll(async () => {
    await fixture.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const exported = async (): Promise<string> => (await fixture.client.control('GET', '/emulator/state-file')).text;
  const imported = (text: string) => fixture.client.control('POST', '/emulator/state-file', JSON.parse(text));
  const stateOf = (text: string): State => (JSON.parse(text) as { state: State }).state;

  /** Reads what the state holds; answers whatever is a failure of the server. */
  const failuresOfReading = async (): Promise<string[]> => {
    const { client } = fixture;
    const { accessTokens = [], linkTokens = [], users = [] } = stateOf(good);
    const answers = [
      await client.control('GET', '/emulator/state'),
      await client.send('GET', '/emulator'),
      await client.plaid('/item/activity/list', {}),
      await client.plaid('/bank_transfer/event/sync', { after_id: 0 }),
    ];
    for (const { id } of accessTokens)
      for (const path of ['/item/get', '/accounts/get', '/auth/get', '/item/application/list'])
        answers.push(await client.plaid(path, { access_token: id }));
    for (const { id } of linkTokens) {
      answers.push(await client.plaid('/link/token/get', { link_token: id }));
      answers.push(await client.send('GET', `/link/${String(id)}`));
    }
    for (const { id } of users) answers.push(await client.plaid('/user/get', { user_id: id }));
    return answers.filter(({ status }) => status >= 500).map(({ text }) => text);
  };
  const liveWithIt = async (): Promise<void> => {
    const moved = await fixture.client.control('POST', '/emulator/clock', { advanceMs: DAY_MS });
    expect(moved.status).toBe(200);
    expect((await imported(await exported())).status).toBe(200);
    await fixture.close();
    await start();
    expect(await failuresOfReading()).toEqual([]);
  };

  test('the file without a mistake has something of every kind and is taken', async () => {
    const state = stateOf(good);
    expect(tableNames.filter((name) => (state[name] ?? []).length === 0)).toEqual([]);
    expect((await imported(good)).body).toMatchObject({ ok: true });
    expect(await failuresOfReading()).toEqual([]);
  });

  test(`${RUNS} of them: each changes nothing, or is taken and every answer and a restart still work`, async () => {
    let refused = 0;
    let taken = 0;
    const property = fc.asyncProperty(place, mistake, async (steps, [value]) => {
      expect((await imported(good)).status).toBe(200);
      const before = await exported();
      const spoiled = { ...(JSON.parse(before) as object), state: changeAt(stateOf(before), steps, () => value) };
      const { status, body } = await imported(JSON.stringify(spoiled));
      if (status !== 200) {
        refused += 1;
        expect({ status, body }).toEqual({ status: 400, body: { error: expect.any(String) as string } });
        expect((await exported()) === before).toBe(true);
        return;
      }
      taken += 1;
      expect(await failuresOfReading()).toEqual([]);
      if (taken % LIVED_WITH_EVERY === 0) await liveWithIt();
      expect(logged).toEqual([]);
    });
    await fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true });
    expect(refused).toBeGreaterThan(RUNS / 4);
    expect(taken).toBeGreaterThan(LIVED_WITH_EVERY);
  }, 120_000);
});
