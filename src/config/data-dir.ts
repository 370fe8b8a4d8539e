import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errorCode } from '../errors/gateway-error.js';
import { ConfigError } from './config.js';

const NOT_POSSIBLE = 'is not possible there';
/** What the system and SQLite say of a folder that cannot be used, in words. */
const REASONS: Record<string, string> = {
  EACCES: 'this user has no permission',
  EPERM: 'this user has no permission',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a file stands in its place or above it',
  EEXIST: 'a file stands in its place or above it',
  EISDIR: 'a folder stands in the place of a file in it',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EFBIG: 'the disk is full',
  ENAMETOOLONG: 'its path is too long',
  ELOOP: 'its symbolic links lead in a circle',
  ENOENT: 'making a folder or a file is not possible there',
  SQLITE_FULL: 'the disk is full',
  SQLITE_READONLY: 'the file system is read-only',
};
/** SQLite opens no file whose path is longer; a name in the folder takes up to 32. */
const MAX_PATH_BYTES = 480;
/** As long as the longest name of a file that is kept there, and a page of the database. */
const PROBE_NAME_BYTES = 8;
const PROBE = Buffer.alloc(4_096);

/**
 * Makes the folder, for this user alone, where it is not there yet, and tries to write in it. Fails with ConfigError, which
 * names DATA_DIR and the reason, never the path.
 */
export function makeDataDir(dataDir: string): void {
  const path = resolve(dataDir);
  try {
    if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw Object.assign(new Error('too long'), { code: 'ENAMETOOLONG' });
    makeFolders(path);
    tryToWrite(path);
  } catch (error) {
    throw unusableDataDir(error);
  }
}

/** What it means for whoever configured DATA_DIR that the folder, or a file in it, could not be opened or written. */
export function unusableDataDir(cause: unknown): ConfigError {
  const code = errorCode(cause);
  const reason = REASONS[code] ?? (code === '' ? NOT_POSSIBLE : `the system says ${code}`);
  return new ConfigError(
    [`DATA_DIR must be a folder that this user can write to, or one that can be made: ${reason}`],
    {
      cause,
    },
  );
}

/** Not `recursive`: Node then tries for ever where the system says that there is no such folder, as below /proc. */
function makeFolders(path: string): void {
  const missing: string[] = [];
  let above = path;
  while (statSync(above, { throwIfNoEntry: false }) === undefined && dirname(above) !== above) {
    missing.unshift(above);
    above = dirname(above);
  }
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      // Somebody else may have made it meanwhile; a link to nowhere is there too, and is no folder.
      if (errorCode(error) !== 'EEXIST' || statSync(folder, { throwIfNoEntry: false }) === undefined) throw error;
    }
  }
  if (!statSync(path).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
}

/** Permissions alone do not say that a disk is full, or read-only for root as well. */
function tryToWrite(folder: string): void {
  const path = join(folder, `write-test.${randomBytes(PROBE_NAME_BYTES).toString('hex')}`);
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, PROBE);
    fsyncSync(file);
  } finally {
    closeSync(file);
    unlinkSync(path);
  }
}
