import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import { asEventId, asItemId, type ItemId } from '../../src/model/ids.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { createStore } from '../../src/store/store.js';
import { DataDirInUseError } from '../../src/store/errors.js';
import { SEALED_COLUMNS } from '../../src/store/store.js';
import { VaultKeysError, DecryptionError } from '../../src/vault/errors.js';
import { openPersistence, type Persistence } from '../../src/vault/open-persistence.js';
import { rewrap } from '../../src/vault/rewrap.js';
import { sealWebhookBody } from '../../src/vault/sealing.js';
import { rowsOf } from '../support/rows.js';
import { TEST_JWT_SECRET } from '../support/access-tokens.js';
import { ada, beginExchange, bob, newEvent } from '../support/store.js';
import { createTempDir } from '../support/temp-dir.js';

function newKey(id: string): string {
  return `${id}:${randomBytes(32).toString('base64')}`;
}
const rewrapUntilKilled = fileURLToPath(new URL('../support/rewrap-until-killed.ts', import.meta.url));
const ITEMS = 150;

let folder: ReturnType<typeof createTempDir>;

beforeEach(() => {
  folder = createTempDir();
});
afterEach(() => {
  folder.remove();
});

function env(keys: string | null, more: Record<string, string> = {}): Record<string, string> {
  return {
    DATA_DIR: folder.path,
    ...(keys === null ? {} : { VAULT_KEYS: keys }),
    ...more,
  };
}

function open(keys: string | null, more: Record<string, string> = {}, alone = false): Promise<Persistence> {
  return openPersistence({ config: parseConfig(env(keys, more)), now: () => 1_000, exclusive: alone });
}

/**
 * Everything that is stored: every row of every table, and every other file with the hash of its bytes. The files of
 * the database itself are left out, because opening it may move committed pages between them.
 */
function stored(): unknown {
  return {
    rows: rowsOf(folder.path),
    files: readdirSync(folder.path)
      .filter((name) => !name.startsWith('gateway.db'))
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder.path, name)))
          .digest('hex'),
      ]),
  };
}

function tokenOf(id: ItemId): string {
  return `made-up-token-of-${id}`;
}

async function storeItems({ store, vault }: Persistence, count: number): Promise<ItemId[]> {
  const ids = Array.from({ length: count }, (_, n) => asItemId(`item-${n}`));
  for (const itemId of ids) {
    const { entry } = await beginExchange(store);
    const sealedAccessToken = vault.sealAccessToken(ada, itemId, tokenOf(itemId));
    await store.journal.completeExchange(entry, { itemId, sealedAccessToken, plaidRequestId: null, at: 1 });
  }
  return ids;
}

function opened(records: Persistence, ids: readonly ItemId[]): Promise<string[]> {
  return Promise.all(ids.map((id) => records.vault.withAccessToken(id, (token) => Promise.resolve(token))));
}

describe('a start with wrong keys', () => {
  it.each([
    ['a wrong key', (): string | null => newKey('other')],
    ['another key under the same id', () => newKey('k')],
    ['no key', () => null],
  ])('T2: %s: the start fails, and no row and no file has changed', async (_name, wrong) => {
    const made = await open(newKey('k'));
    await storeItems(made, 3);
    await made.close();
    const before = stored();
    await expect(open(wrong())).rejects.toThrow(/VAULT_KEYS.*Nothing was changed/s);
    expect(stored()).toEqual(before);
  });

  it.each(['items.access_token', 'journal.public_token', 'events.body'] as const)(
    'T2: an older key that only %s still needs was removed: the start fails, and no row and no file has changed',
    async (place) => {
      const [old, fresh] = [newKey('old'), newKey('fresh')];
      const made = await open(old);
      await storeItems(made, 1);
      const publicToken = made.vault.sealPublicToken(ada, 'made-up');
      await made.store.journal.beginExchange({ ...publicToken, ownerId: ada, linkSessionId: null, at: 1 });
      const id = asEventId('event');
      await made.store.events.append(newEvent({ id, sealedBody: sealWebhookBody(made.vault, id, '{}') }));
      await made.close();
      const both = await open(`${fresh},${old}`);
      const { sealedValues } = both.store;
      const [row] = await sealedValues.withoutPrefixes(place, ['v1.fresh.'], { after: '', limit: 1 });
      if (row === undefined) throw new Error('there is one');
      await rewrap(both.keys, sealedValues);
      const [now] = await sealedValues.withoutPrefixes(place, ['v1.old.'], { after: '', limit: 1 });
      if (now === undefined) throw new Error('the value was encrypted again');
      await sealedValues.replace(place, row.id, now.sealed, row.sealed);
      await both.close();
      const before = stored();
      await expect(open(fresh)).rejects.toThrow(/VAULT_KEYS.*Nothing was changed/s);
      expect(stored()).toEqual(before);
      await (await open(`${fresh},${old}`)).close();
    },
  );

  it('T2: the development key file was lost: the start fails, and no new key is generated', async () => {
    const made = await open(null);
    await storeItems(made, 1);
    await made.close();
    rmSync(join(folder.path, 'vault.key'));
    const before = stored();
    await expect(open(null)).rejects.toThrow(VaultKeysError);
    expect(stored()).toEqual(before);
  });

  it('T43: production accepts no development key, and nothing that one has encrypted', async () => {
    await (await open(null)).close();
    const before = stored();
    const production = {
      ...{
        NODE_ENV: 'production',
        AUTH_MODE: 'jwt',
        AUTH_JWT_SECRET: TEST_JWT_SECRET,
        AUTH_ISSUER: 'https://issuer.example',
      },
      ...{ AUTH_AUDIENCE: 'gateway' },
    };
    await expect(open(newKey('k'), production)).rejects.toThrow(DecryptionError);
    const own = readFileSync(join(folder.path, 'vault.key'), 'utf8').trim();
    await expect(open(own, production)).rejects.toThrow(VaultKeysError);
    await expect(open(`${newKey('k')},${own}`, production)).rejects.toThrow(VaultKeysError);
    expect(stored()).toEqual(before);
  });

  it('T2: a database of an older version is not migrated with a wrong key', async () => {
    const looked: (string | null)[] = [];
    const opening = createStore({
      databaseUrl: null,
      dataDir: folder.path,
      now: () => 1,
      beforeWriting: async ({ settings }) => {
        looked.push(await settings.get('vault.key_check'));
        throw new DecryptionError('a wrong key');
      },
    });
    await expect(opening).rejects.toThrow(DecryptionError);
    expect([looked, rowsOf(folder.path)]).toEqual([[null], {}]);
  });
});

describe('a data folder', () => {
  it('is locked by one gateway; the next one can use it as soon as the first has ended', async () => {
    const key = newKey('k');
    const first = await open(key, {}, true);
    await expect(open(key, {}, true)).rejects.toThrow(DataDirInUseError);
    await first.close();
    await (await open(key, {}, true)).close();
  });

  it('is unlocked after a failed start', async () => {
    await (await open(newKey('k'), {}, true)).close();
    await expect(open(newKey('other'), {}, true)).rejects.toThrow(DecryptionError);
    await expect(open(newKey('other'), {}, true)).rejects.toThrow(DecryptionError);
  });
});

describe('encrypted values', () => {
  it('T2: swapped between rows, owners or columns do not decrypt', async () => {
    const records = await open(newKey('k'));
    const [one, two] = (await storeItems(records, 2)) as [ItemId, ItemId];
    const { vault, store } = records;
    const ofOne = (await store.tokens.find(one))?.sealedAccessToken;
    const ofTwo = (await store.tokens.find(two))?.sealedAccessToken;
    if (ofOne === undefined || ofTwo === undefined) throw new Error('both are stored');
    await store.sealedValues.replace('items.access_token', one, ofOne, ofTwo);
    await expect(opened(records, [one])).rejects.toThrow(DecryptionError);
    expect(await opened(records, [two])).toEqual([tokenOf(two)]);
    await expect(
      vault.withSealedAccessToken({ ownerId: bob, itemId: two }, ofTwo, () => Promise.resolve()),
    ).rejects.toThrow(DecryptionError);
    expect(() => vault.open({ ownerId: ada, subject: two, column: 'items.public_token' }, ofTwo)).toThrow(
      DecryptionError,
    );
    await records.close();
  });
});

describe('vault:rewrap', () => {
  it('T2: covers every encrypted column of the database', async () => {
    await (await open(newKey('k'))).close();
    const database = new DatabaseSync(join(folder.path, 'gateway.db'), { readOnly: true });
    const columns = database
      .prepare(
        "select t.name || '.' || substr(c.name, 8) as place from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table' and c.name like 'sealed\\_%' escape '\\'",
      )
      .all() as { place: string }[];
    database.close();
    const known = SEALED_COLUMNS.filter((place) => place !== 'settings');
    expect(columns.map(({ place }) => place).sort()).toEqual([...known].sort());
  });

  it('T2: re-encrypts the settings, with which a start verifies the keys, last', () => {
    expect(SEALED_COLUMNS.at(-1)).toBe('settings');
  });

  it('T2: killed at any moment and restarted, re-encrypts everything, and everything decrypts at any time', async () => {
    const [old, fresh] = [newKey('old'), newKey('fresh')];
    const made = await open(old);
    const ids = await storeItems(made, ITEMS);
    for (let n = 0; n < ITEMS; n += 1) {
      const id = asEventId(`event-${n}`);
      await made.store.events.append(
        newEvent({ id, itemId: ids[0] ?? null, sealedBody: sealWebhookBody(made.vault, id, '{}') }),
      );
    }
    await made.close();

    const progress: number[] = [];
    for (let left = sealedWith('old'); left > 0 && progress.length < 4; left = sealedWith('old')) {
      await killedRewrap(`${fresh},${old}`, left);
      const between = await open(`${fresh},${old}`);
      expect(new Set(await opened(between, ids))).toEqual(new Set(ids.map(tokenOf)));
      await between.close();
      progress.push(sealedWith('old'));
    }
    const total = sealedWith('old') + sealedWith('fresh');
    // At least one kill hit a running rewrap, and every run continued where the last one had stopped.
    expect(progress).toEqual([...new Set(progress)].sort((a, b) => b - a));
    expect(progress.filter((left) => left > 0 && left < total).length).toBeGreaterThan(0);

    const last = await open(`${fresh},${old}`);
    expect((await rewrap(last.keys, last.store.sealedValues)).unreadable).toBe(0);
    await last.close();
    expect(sealedWith('old')).toBe(0);
    const after = await open(fresh);
    expect(await opened(after, ids)).toEqual(ids.map(tokenOf));
    await after.close();
  }, 60_000);
});

/** How many stored values were encrypted with the key of this id. */
const sealedWith = (id: string): number => JSON.stringify(rowsOf(folder.path)).split(`v1.${id}.`).length - 1;

/** Starts vault:rewrap in a separate process and kills it with kill -9 once fewer than `left` values remain. */
async function killedRewrap(keys: string, left: number): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', rewrapUntilKilled], {
    env: { PATH: process.env.PATH ?? '', ...env(keys) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  child.stdin.write('go');
  while (sealedWith('old') >= left) await new Promise((resolve) => setImmediate(resolve));
  child.kill('SIGKILL');
  await ended;
}
