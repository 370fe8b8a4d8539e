import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The folder of the state cannot be used. The message names DATA_DIR and the reason, never the path. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}

/** What the system says of a folder that cannot be used, in words. */
const REASONS: Record<string, string> = {
  EACCES: 'this user has no permission',
  EPERM: 'this user has no permission',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a file stands in its place or above it',
  EEXIST: 'a file stands in its place or above it',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  ENAMETOOLONG: 'its path is too long',
  ELOOP: 'its symbolic links lead in a circle',
  ENOENT: 'making a folder or a file is not possible there',
};
/** SQLite opens no file whose path is longer; a name in the folder takes up to 32. */
const MAX_PATH_BYTES = 480;

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

const failure = (code: string): Error => Object.assign(new Error(code), { code });

/** Not `recursive`: Node then tries for ever where the system says that there is no such folder, as below /proc. */
function makeFolders(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return;
  if (dirname(path) !== path) makeFolders(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || statSync(path, { throwIfNoEntry: false }) === undefined) throw error;
  }
}

function tryToWrite(folder: string): void {
  const path = join(folder, `write-test.${randomBytes(8).toString('hex')}`);
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, Buffer.alloc(4_096));
    fsyncSync(file);
  } finally {
    closeSync(file);
    unlinkSync(path);
  }
}

/** Makes the folder where it is not there yet, and tries to write in it. Fails with DataFolderError. */
export function makeDataFolder(dataDir: string): void {
  const path = resolve(dataDir);
  try {
    if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw failure('ENAMETOOLONG');
    makeFolders(path);
    if (!statSync(path).isDirectory()) throw failure('ENOTDIR');
    tryToWrite(path);
  } catch (error) {
    const code = codeOf(error);
    const reason = REASONS[code] ?? `the system says ${code}`;
    throw new DataFolderError(
      `DATA_DIR must be a folder that this user can write to, or one that can be made: ${reason}`,
      { cause: error },
    );
  }
}
