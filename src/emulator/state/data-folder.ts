import { randomBytes } from 'node:crypto';
import { closeSync, constants, mkdirSync, openSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** DATA_DIR cannot be used. The message names DATA_DIR and the reason, never the path. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}

/** Messages for system error codes. */
const REASONS: Record<string, string> = {
  EACCES: 'this user has no permission',
  EPERM: 'this user has no permission',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'the path, or a parent of it, is a file',
  EEXIST: 'the path, or a parent of it, is a file',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  ENAMETOOLONG: 'its path is too long',
  ELOOP: 'its symbolic links form a loop',
  ENOENT: 'a folder or file cannot be created there',
};
/** SQLite limits the path length; 32 bytes are reserved for file names in the folder. */
const MAX_PATH_BYTES = 480;

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

const failure = (code: string): Error => Object.assign(new Error(code), { code });

/** Does not use `recursive`, because Node then loops forever where mkdir fails with ENOENT, such as below /proc. */
function createFolders(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return;
  if (dirname(path) !== path) createFolders(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || statSync(path, { throwIfNoEntry: false }) === undefined) throw error;
  }
}

function tryToWrite(folder: string): void {
  const path = join(folder, `write-test.${randomBytes(8).toString('hex')}`);
  // O_SYNC instead of fsync: Node's permission model denies fsync.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_SYNC;
  const file = openSync(path, flags, 0o600);
  try {
    writeSync(file, Buffer.alloc(4_096));
  } finally {
    closeSync(file);
    unlinkSync(path);
  }
}

/** Creates the folder if needed and tests that it is writable. Throws DataFolderError. */
export function createDataFolder(dataDir: string): void {
  const path = resolve(dataDir);
  try {
    if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw failure('ENAMETOOLONG');
    createFolders(path);
    if (!statSync(path).isDirectory()) throw failure('ENOTDIR');
    tryToWrite(path);
  } catch (error) {
    const code = codeOf(error);
    const reason = REASONS[code] ?? `the system says ${code}`;
    throw new DataFolderError(`DATA_DIR must be a writable folder, or one that can be created: ${reason}`, {
      cause: error,
    });
  }
}
