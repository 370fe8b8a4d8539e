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
/** The format of one entry of VAULT_KEYS. A key of 32 bytes has 44 characters in base64. */
const ENTRY = /^(dev-[A-Za-z0-9_-]{1,60}):([A-Za-z0-9+/]{43}=)\n?$/;

/** Whether loadOrCreateDevelopmentKeys generated the key. */
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
    // Generating a new key would make every stored secret unreadable.
    throw new VaultKeysError(
      `${FILE_NAME} in the data folder is damaged. Restore it, or delete the entire data folder.`,
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

/** The file appears complete or not at all, and never replaces one that another process has created meanwhile. */
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

/**
 * Reads the development key, or returns null when there is none. Fails with VaultKeysError when the file does not
 * contain a key.
 */
export async function readDevelopmentKeys(dataDir: string): Promise<VaultKey[] | null> {
  const key = await readKey(join(dataDir, FILE_NAME));
  return key && [key];
}

/**
 * The key ring for development: one key in `<dataDir>/vault.key`, readable by the current user only, generated on first
 * use. Fails with VaultKeysError when the file exists but does not contain a key.
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
  const created = await readKey(path);
  if (created === null) throw new VaultKeysError(`${FILE_NAME} could not be stored in the data folder.`);
  return [created];
}
