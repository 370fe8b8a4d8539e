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
 * Prevents two gateways from using the embedded database of one folder: each would notify only its own subscribers. The
 * lock is an open transaction on a separate file, so the operating system releases it when the process ends, even after
 * kill -9, and a stale lock cannot exist. Returns the function that releases the lock. Fails with DataDirInUseError,
 * and with ConfigError when the folder is not writable.
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
      'another gateway uses this DATA_DIR. Stop it, set a different DATA_DIR, or set the same DATABASE_URL for both',
      { cause: error },
    );
  }
  return () => {
    lock.exec('COMMIT');
    lock.close();
  };
}
