import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDevelopmentKey, loadOrCreateDevelopmentKeys } from '../../../src/vault/development-keys.js';
import { VaultKeysError } from '../../../src/vault/errors.js';

describe('the development key', () => {
  let parent: string;
  let dataDir: string;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'gateway-keys-'));
    dataDir = join(parent, 'data');
  });
  afterEach(() => rm(parent, { recursive: true }));

  it('is generated once and reused at the next start', async () => {
    const [first] = await loadOrCreateDevelopmentKeys(dataDir);
    if (first === undefined) throw new Error('a key was expected');
    expect(isDevelopmentKey(first)).toBe(true);
    expect(first.key).toHaveLength(32);
    expect(await loadOrCreateDevelopmentKeys(dataDir)).toEqual([first]);
  });

  it('is readable by its user only, and leaves no temporary file', async () => {
    await loadOrCreateDevelopmentKeys(dataDir);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir, 'vault.key'))).mode & 0o777).toBe(0o600);
    expect(await readdir(dataDir)).toEqual(['vault.key']);
  });

  it('is the same for several processes that generate it concurrently', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => loadOrCreateDevelopmentKeys(dataDir)));
    expect(new Set(made.map(([key]) => key?.id)).size).toBe(1);
  });

  it.each(['', 'garbage', 'k1:AAAA', `prod:${'A'.repeat(43)}=`, `dev-1:${'A'.repeat(42)}==`])(
    'never replaces a damaged file (%j)',
    async (text) => {
      await loadOrCreateDevelopmentKeys(dataDir);
      await writeFile(join(dataDir, 'vault.key'), text);
      await expect(loadOrCreateDevelopmentKeys(dataDir)).rejects.toThrow(VaultKeysError);
    },
  );
});
