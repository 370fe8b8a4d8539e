import { randomBytes as systemRandomBytes } from 'node:crypto';
import { link, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { VaultKey } from '../config/config.js';
import { makeDataDir, unusableDataDir } from '../config/data-dir.js';
import { errorCode } from '../errors/gateway-error.js';
import { VaultKeysError } from './errors.js';
import type { RandomBytes } from './sealing.js';

const FILE_NAME = 'vault.key';
const ID_PREFIX = 'dev-';
const KEY_BYTES = 32;
/** The form of one entry of VAULT_KEYS; a 32-byte key is 44 characters of base64. */
const ENTRY = /^(dev-[A-Za-z0-9_-]{1,60}):([A-Za-z0-9+/]{43}=)\n?$/;

/** True of keys that loadOrCreateDevelopmentKeys made. */
export function isDevelopmentKey({ id }: VaultKey): boolean {
  return id.startsWith(ID_PREFIX);
}

export function refuseDevelopmentKeys(keys: readonly VaultKey[]): void {
  if (keys.some(isDevelopmentKey)) throw new VaultKeysError('A development key cannot be used in production.');
}

async function readKey(path: string): Promise<VaultKey | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw unusableDataDir(error);
  }
  const [, id, base64] = ENTRY.exec(text) ?? [];
  if (id === undefined || base64 === undefined) {
    // Making a new key instead would leave every stored secret unreadable.
    throw new VaultKeysError(
      `${FILE_NAME} in the data folder is damaged. Restore it, or remove the whole data folder.`,
    );
  }
  return { id, key: Buffer.from(base64, 'base64') };
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The file appears whole or not at all, and never replaces one that another process made meanwhile. */
async function publish(dataDir: string, text: string, suffix: string): Promise<void> {
  const draft = join(dataDir, `${FILE_NAME}.${suffix}`);
  await writeDurably(draft, text);
  try {
    await link(draft, join(dataDir, FILE_NAME));
    await syncFolder(dataDir);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
}

/** The key ring for development that is there already, or null. Fails with VaultKeysError when the file is not a key. */
export async function readDevelopmentKeys(dataDir: string): Promise<VaultKey[] | null> {
  const key = await readKey(join(dataDir, FILE_NAME));
  return key && [key];
}

/**
 * The key ring for development: one key in `<dataDir>/vault.key`, readable by this user only, made when there is none.
 * Fails with VaultKeysError when the file is there but is not a key.
 */
export async function loadOrCreateDevelopmentKeys(
  dataDir: string,
  randomBytes: RandomBytes = systemRandomBytes,
): Promise<VaultKey[]> {
  const path = join(dataDir, FILE_NAME);
  const existing = await readDevelopmentKeys(dataDir);
  if (existing !== null) return existing;
  makeDataDir(dataDir);
  const suffix = randomBytes(8).toString('hex');
  await publish(dataDir, `${ID_PREFIX}${suffix}:${randomBytes(KEY_BYTES).toString('base64')}\n`, suffix);
  const made = await readKey(path);
  if (made === null) throw new VaultKeysError(`${FILE_NAME} could not be kept in the data folder.`);
  return [made];
}
