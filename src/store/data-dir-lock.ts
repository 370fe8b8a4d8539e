import { join } from 'node:path';
import { makeDataDir, unusableDataDir } from '../config/data-dir.js';
import { DataDirInUseError } from './errors.js';
import { isBusy, SqliteConnection } from './sqlite.js';

function openIn(dataDir: string, name: string): SqliteConnection {
  try {
    return new SqliteConnection(join(dataDir, name));
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
    if (!isBusy(error)) throw unusableDataDir(error);
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
