import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { createDataFolder } from './data-folder.js';

/** A record to write, or to delete when `value` is null. */
export interface Change {
  kind: string;
  id: string;
  value: object | null;
}

/** Stores records. A write is durable when it returns, except in memory. */
export interface Storage {
  load(kind: string): unknown[];
  write(changes: readonly Change[]): void;
  clear(): void;
  close(): void;
}

/** Stores nothing: the state is in memory only. */
export function createMemoryStorage(): Storage {
  return {
    load: () => [],
    write: () => undefined,
    clear: () => undefined,
    close: () => undefined,
  };
}

/** Encrypts records with AES-256-GCM, a random 96-bit nonce and the row id as associated data. */
function createSealer(key: Buffer) {
  return {
    seal: (row: string, text: string): string => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(row));
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
        'base64',
      );
    },
    open: (row: string, sealed: string): string => {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(row));
      decipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
    },
  };
}

function readOrCreateKey(path: string): Buffer {
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  const key = Buffer.from(readFileSync(path, 'utf8'), 'base64');
  if (key.length !== 32)
    throw new Error('emulator.key is invalid. Delete the emulator files in DATA_DIR to start with empty state.');
  return key;
}

/**
 * Locks the data directory against a second emulator with an open transaction on a separate file. SQLite releases it
 * when the process ends, even after kill -9. Returns a function that releases it.
 */
function takeLock(dataDir: string): () => void {
  const lock = new DatabaseSync(join(dataDir, 'emulator.lock'));
  try {
    lock.exec('PRAGMA busy_timeout = 0');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    // Not by `instanceof`: the driver's errors are not of the Error class of every context in which this code runs.
    if (!/locked|busy/i.test(String((error as { message?: unknown }).message))) throw error;
    throw new Error('another emulator uses this DATA_DIR; stop it, or use a different DATA_DIR', {
      cause: error,
    });
  }
  return () => {
    lock.exec('COMMIT');
    lock.close();
  };
}

/**
 * Stores records in `emulator.db` (SQLite), encrypted with the key in `emulator.key`, so that the data directory contains
 * no plaintext tokens or account numbers. WAL with synchronous=FULL: what a response reported survives kill -9.
 */
export function createFileStorage(dataDir: string): Storage {
  createDataFolder(dataDir);
  const sealer = createSealer(readOrCreateKey(join(dataDir, 'emulator.key')));
  const releaseLock = takeLock(dataDir);
  const database = new DatabaseSync(join(dataDir, 'emulator.db'));
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA busy_timeout = 5000');
  database.exec(
    'CREATE TABLE IF NOT EXISTS records (kind TEXT NOT NULL, id TEXT NOT NULL, sealed TEXT NOT NULL, PRIMARY KEY (kind, id))',
  );
  const select = database.prepare('SELECT id, sealed FROM records WHERE kind = ?');
  const upsert = database.prepare(
    'INSERT INTO records (kind, id, sealed) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET sealed = excluded.sealed',
  );
  const remove = database.prepare('DELETE FROM records WHERE kind = ? AND id = ?');
  const rowId = (kind: string, id: string): string => createHash('sha256').update(`${kind}:${id}`).digest('base64url');

  function apply({ kind, id, value }: Change): void {
    const row = rowId(kind, id);
    if (value === null) remove.run(kind, row);
    else upsert.run(kind, row, sealer.seal(row, JSON.stringify(value)));
  }
  function inTransaction(work: () => void): void {
    database.exec('BEGIN IMMEDIATE');
    try {
      work();
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
  return {
    load: (kind) =>
      (select.all(kind) as { id: string; sealed: string }[]).map((row): unknown =>
        JSON.parse(sealer.open(row.id, row.sealed)),
      ),
    write: (changes) => {
      inTransaction(() => {
        changes.forEach(apply);
      });
    },
    clear: () => {
      database.exec('DELETE FROM records');
    },
    close: () => {
      database.close();
      releaseLock();
    },
  };
}
