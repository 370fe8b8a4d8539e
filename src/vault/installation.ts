import { link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../config/config.js';
import { errorCode } from '../errors/gateway-error.js';
import type { Vault } from './vault.js';

/**
 * Which installation a database or a data folder belongs to: a keyed hash under the secret that founding has sealed in the
 * database. So it is the same for as long as the database lives, whatever its keys are rotated to, and no other database,
 * with the same keys or others, has it. It tells nothing of the secret.
 */
export function installationOf({ fingerprint }: Pick<Vault, 'fingerprint'>): string {
  return fingerprint('installation', 'id');
}

const FILE_NAME = 'installation';
const FORM = /^[A-Za-z0-9_-]{43}\n?$/;

/** The installation that the data folder knows; null when it knows none. Fails with ConfigError when the file is damaged. */
export async function readInstallation(dataDir: string): Promise<string | null> {
  let text: string;
  try {
    text = await readFile(join(dataDir, FILE_NAME), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return null;
    throw new ConfigError([`DATA_DIR must hold the file ${FILE_NAME} in a form that can be read`], { cause: error });
  }
  if (FORM.test(text)) return text.trim();
  throw new ConfigError([`DATA_DIR holds a damaged file ${FILE_NAME}: remove it where the database is the right one`]);
}

/** Has the data folder know the installation from now on. False: nothing can be written there. */
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
    // By rename only what was read before is replaced; what another process has written meanwhile stays.
    if (known !== null) await rename(draft, path);
    else await link(draft, path).finally(() => unlink(draft));
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') return false;
    refuseOtherDatabase({ remembered: await readInstallation(dataDir), found: installation, expect: null });
    return true;
  }
}

/** Fails with ConfigError when the database is not the one that is expected. Looks at nothing and writes nothing. */
export function refuseOtherDatabase({
  remembered,
  found,
  expect,
}: {
  /** What the data folder knows. */
  remembered: string | null;
  /** What the database says; null: it is empty. */
  found: string | null;
  /** DATABASE_EXPECT; null: not set. */
  expect: 'known' | 'new' | null;
}): void {
  if (expect === 'new') return;
  if (found === null && remembered !== null) {
    throw unexpected('the database is empty, and DATA_DIR knows that it was in use');
  }
  if (found === null && expect === 'known') throw unexpected('the database is empty');
  if (found !== null && remembered !== null && found !== remembered) {
    throw unexpected('the database belongs to another installation than DATA_DIR');
  }
}

function unexpected(what: string): ConfigError {
  return new ConfigError([
    `DATABASE_EXPECT must be new for a start on this database: ${what}. Nothing was changed. If that is not meant, see to DATABASE_URL and DATA_DIR`,
  ]);
}
