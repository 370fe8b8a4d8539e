import { link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../config/config.js';
import { errorCode } from '../errors/gateway-error.js';
import type { VaultCrypto } from './sealing.js';

/**
 * Identifies the installation to which a database or a data folder belongs: a keyed hash under the secret that
 * initializeVault has stored. It stays the same for the life of the database, however often its keys are rotated, and
 * no other database has the same one, even with the same keys. It reveals nothing about the secret.
 */
export function installationOf({ fingerprint }: Pick<VaultCrypto, 'fingerprint'>): string {
  return fingerprint('installation', 'id');
}

const FILE_NAME = 'installation';
const FORMAT = /^[A-Za-z0-9_-]{43}\n?$/;

/**
 * The installation that the data folder remembers; null when there is none. Fails with ConfigError when the file is
 * damaged.
 */
export async function readInstallation(dataDir: string): Promise<string | null> {
  let text: string;
  try {
    text = await readFile(join(dataDir, FILE_NAME), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return null;
    throw new ConfigError([`DATA_DIR must contain a readable file ${FILE_NAME}`], { cause: error });
  }
  if (FORMAT.test(text)) return text.trim();
  throw new ConfigError([`DATA_DIR contains a damaged file ${FILE_NAME}: delete it if the database is the right one`]);
}

/** Stores the installation in the data folder. Returns false when the folder is not writable. */
export async function rememberInstallation(
  dataDir: string,
  installation: string,
  { known, random }: { known: string | null; random: (bytes: number) => Buffer },
): Promise<boolean> {
  if (known === installation) return true;
  const path = join(dataDir, FILE_NAME);
  const draft = `${path}.${random(8).toString('hex')}`;
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(`${installation}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    // `rename` replaces only the file that was read before; `link` does not replace a file that another process has
    // written meanwhile.
    if (known !== null) await rename(draft, path);
    else await link(draft, path).finally(() => unlink(draft));
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') return false;
    refuseOtherDatabase({ remembered: await readInstallation(dataDir), found: installation, expect: null });
    return true;
  }
}

/** Throws ConfigError when the database is not the expected one. Reads and writes nothing. */
export function refuseOtherDatabase({
  remembered,
  found,
  expect,
}: {
  /** The installation that the data folder remembers. */
  remembered: string | null;
  /** The installation of the database; null when it is empty. */
  found: string | null;
  /** The setting DATABASE_EXPECT; null when it is not set. */
  expect: 'known' | 'new' | null;
}): void {
  if (expect === 'new') return;
  if (found === null && remembered !== null) {
    throw unexpectedDatabase('the database is empty, but DATA_DIR was used with a database that was not');
  }
  if (found === null && expect === 'known') throw unexpectedDatabase('the database is empty');
  if (found !== null && remembered !== null && found !== remembered) {
    throw unexpectedDatabase('the database and DATA_DIR belong to different installations');
  }
}

function unexpectedDatabase(what: string): ConfigError {
  return new ConfigError([
    `DATABASE_EXPECT must be new to start with this database: ${what}. Nothing was changed. If you did not intend to use a new database, check DATABASE_URL and DATA_DIR`,
  ]);
}
