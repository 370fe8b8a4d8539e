import { join } from 'node:path';
import Database from 'libsql';
import { makeDataDir, unusableDataDir } from '../config/data-dir.js';
import { DataDirInUseError } from './errors.js';

function isTaken(error: unknown): boolean {
  return /locked|busy/i.test(error instanceof Error ? error.message : '');
}

function openIn(dataDir: string, name: string): Database.Database {
  try {
    return new Database(join(dataDir, name));
  } catch (error) {
    throw unusableDataDir(error);
  }
}

/**
 * Keeps a second gateway away from the embedded database of this folder: each would go on waking its own subscribers alone.
 * A transaction is held in a file of its own, because the operating system then gives it up at the end of the process,
 * kill -9 included: there is no stale lock. Answers what lets go. Fails with DataDirInUseError, and with ConfigError when
 * nothing can be written there.
 */
export function lockDataDir(dataDir: string): () => void {
  makeDataDir(dataDir);
  const lock = openIn(dataDir, 'gateway.lock');
  try {
    lock.exec('PRAGMA busy_timeout = 0');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!isTaken(error)) throw unusableDataDir(error);
    throw new DataDirInUseError(
      'another gateway uses this DATA_DIR. End it, give this one a DATA_DIR of its own, or let both share DATABASE_URL',
      { cause: error },
    );
  }
  return () => {
    lock.exec('COMMIT');
    lock.close();
  };
}
