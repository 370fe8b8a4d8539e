import { asSealed, type OwnerId, type UnixMs } from '../model/ids.js';
import type { Vault } from '../vault/vault.js';

/** The owner and the key of an entry. Both are associated data of the encryption: the entry opens for no other. */
export interface SealKey {
  ownerId: OwnerId | '';
  key: string;
}

/** A cached value and when it expires. */
export interface Entry {
  expiresAt: UnixMs;
  value: unknown;
}

const context = ({ ownerId, key }: SealKey) => ({ ownerId, subject: key, column: 'cache' });

/** Seals an entry (AES-256-GCM). Dates stay Dates. */
export function sealEntry(vault: Pick<Vault, 'seal'>, key: SealKey, entry: Entry): string {
  return vault.seal(context(key), JSON.stringify(entry, tagDate));
}

/** Opens a sealed entry; null when it cannot be decrypted, was written by another version, or has expired. */
export function openEntry(vault: Pick<Vault, 'open'>, key: SealKey, sealed: string, now: () => number): Entry | null {
  try {
    const entry = parseEntry(vault.open(context(key), asSealed(sealed)));
    if (typeof entry.expiresAt !== 'number' || !('value' in entry)) return null;
    return entry.expiresAt > now() ? { expiresAt: entry.expiresAt, value: entry.value } : null;
  } catch {
    return null;
  }
}

/** How a Date is written in JSON: an object with this one key, whose value is Unix ms (null when the Date is invalid). */
const DATE_KEY = '$date';

/** JSON.stringify passes Dates as text; the containing object still has the Date. */
function tagDate(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[key];
  return original instanceof Date ? { [DATE_KEY]: original.getTime() } : value;
}

function parseEntry(text: string): Partial<Entry> {
  // Visiting every value takes several times as long as parsing them.
  const hasDates = text.includes(`"${DATE_KEY}"`);
  return JSON.parse(text, hasDates ? untagDate : undefined) as Partial<Entry>;
}

function untagDate(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(DATE_KEY in value)) return value;
  const time = value[DATE_KEY];
  return typeof time === 'number' && Object.keys(value).length === 1 ? new Date(time) : value;
}

/** Incremented whenever the shape of cached values changes, so that entries of another version are not read. */
const FORMAT = 4;

/**
 * The key of an entry in Redis: a keyed hash, so that the keys do not reveal whose data they are. `localKey` is the key of
 * the same entry in the memory of this process.
 */
export function hashKey(vault: Pick<Vault, 'fingerprint'>, localKey: string): string {
  return vault.fingerprint('cache-key', `${FORMAT}\n${localKey}`);
}
