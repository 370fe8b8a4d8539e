import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type VaultKey } from '../config/config.js';
import { VaultUnreadableError } from './errors.js';

/** Ids of keys made for development begin with this; production refuses them. */
export const DEVELOPMENT_KEY_PREFIX = 'dev-';

const FILE_NAME = 'vault.key';
const KEY_BYTES = 32; // AES-256
const FORM = /^(dev-[a-f0-9]{8}):([A-Za-z0-9+/]{43}=)$/;

/**
 * The key in `<dataDir>/vault.key`, made at the first start (readable by its owner alone). Of several processes that
 * start at once, all get the same key. Fails with VaultUnreadableError when the file is damaged.
 */
export async function loadOrCreateDevelopmentKeys(dataDir: string): Promise<VaultKey[]> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, FILE_NAME);
  const text = (await read(path)) ?? (await create(path));
  const [, id, encoded] = FORM.exec(text.trim()) ?? [];
  if (id === undefined || encoded === undefined) {
    throw new VaultUnreadableError('The development key file is damaged. Restore it, or start with an empty DATA_DIR.');
  }
  return [{ id, key: Buffer.from(encoded, 'base64') }];
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Written whole under another name and then linked: a crash leaves no half key, a second process no second one. */
async function create(path: string): Promise<string> {
  const suffix = randomBytes(4).toString('hex');
  const temporary = `${path}.${suffix}`;
  const text = `${DEVELOPMENT_KEY_PREFIX}${suffix}:${randomBytes(KEY_BYTES).toString('base64')}\n`;
  await writeFile(temporary, text, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(temporary, path);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return await readFile(path, 'utf8');
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}
