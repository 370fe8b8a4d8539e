import { randomBytes } from 'node:crypto';
import { closeSync, constants, mkdirSync, openSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errorCode } from '../errors/gateway-error.js';
import { ConfigError } from './config.js';

const UNKNOWN_REASON = 'the reason is unknown';
/** Error codes of the system and of SQLite for a folder that cannot be used. */
const REASONS: Record<string, string> = {
  EACCES: 'this user has no permission',
  EPERM: 'this user has no permission',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'the path, or a parent of it, is a file',
  EEXIST: 'the path, or a parent of it, is a file',
  EISDIR: 'a folder exists where a file belongs',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EFBIG: 'the disk is full',
  ENAMETOOLONG: 'its path is too long',
  ELOOP: 'its symbolic links form a loop',
  ENOENT: 'a folder or file cannot be created there',
  SQLITE_FULL: 'the disk is full',
  SQLITE_READONLY: 'the file system is read-only',
};
/** SQLite opens no file with a longer path; a file name in the folder takes up to 32 bytes. */
const MAX_PATH_BYTES = 480;
/** The probe's name is as long as the longest file name there, and its content as large as a page of the database. */
const PROBE_NAME_BYTES = 8;
const PROBE = Buffer.alloc(4_096);

/**
 * Creates the folder, for this user only, if it does not exist, and tries to write in it. Fails with ConfigError, which names
 * DATA_DIR and the reason, never the path.
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

/** The configuration error for a folder or file that could not be opened or written. */
export function unusableDataDir(cause: unknown): ConfigError {
  const code = errorCode(cause);
  const reason = REASONS[code] ?? (code === '' ? UNKNOWN_REASON : `the system says ${code}`);
  return new ConfigError([`DATA_DIR must be a folder that this user can write to or create: ${reason}`], {
    cause,
  });
}

/** Not with `recursive`: below /proc, where the system reports ENOENT, Node would retry forever. */
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
      // Another process may have created it. A dangling symbolic link exists too, and is not a folder.
      if (errorCode(error) !== 'EEXIST' || statSync(folder, { throwIfNoEntry: false }) === undefined) throw error;
    }
  }
  if (!statSync(path).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
}

/** Permissions do not show that a disk is full, or mounted read-only when the user is root. */
function tryToWrite(folder: string): void {
  const path = join(folder, `write-test.${randomBytes(PROBE_NAME_BYTES).toString('hex')}`);
  // O_SYNC instead of fsync: Node's permission model denies fsync.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_SYNC;
  const file = openSync(path, flags, 0o600);
  try {
    writeSync(file, PROBE);
  } finally {
    closeSync(file);
    unlinkSync(path);
  }
}
