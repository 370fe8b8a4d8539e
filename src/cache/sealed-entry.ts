import type { OwnerId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { asSealed } from '../model/sealed.js';
import type { Vault } from '../vault/vault.js';

/** The owner and the key of an entry. Both are associated data of the encryption: the entry opens for no other. */
export interface CacheKey {
  ownerId: OwnerId | '';
  key: string;
}

/** A cached value. `expiresAt` is Unix ms. */
export interface Entry {
  expiresAt: number;
  value: unknown;
}

const context = ({ ownerId, key }: CacheKey) => ({ ownerId, subject: key, column: 'cache' });

/** Seals an entry (AES-256-GCM). Dates stay Dates. */
export function sealEntry(vault: Pick<Vault, 'seal'>, key: CacheKey, entry: Entry): string {
  return vault.seal(context(key), JSON.stringify(entry, tagDate));
}

/** Opens a sealed entry; null when it cannot be decrypted, was written by another version, or has expired. */
export function openEntry(vault: Pick<Vault, 'open'>, key: CacheKey, sealed: string, now: () => number): Entry | null {
  try {
    const entry = JSON.parse(vault.open(context(key), asSealed(sealed)), untagDate) as Partial<Entry>;
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

function untagDate(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(DATE_KEY in value)) return value;
  const time = value[DATE_KEY];
  return typeof time === 'number' && Object.keys(value).length === 1 ? new Date(time) : value;
}

/** Incremented whenever the shape of cached values changes, so that entries of another version are not read. */
const FORMAT = 2;

/** A keyed hash: the keys in the cache do not reveal whose data it holds. JSON of a list keeps the parts apart. */
const hashed = (vault: Pick<Vault, 'fingerprint'>, parts: readonly unknown[]): string =>
  vault.fingerprint('cache-key', JSON.stringify([FORMAT, ...parts]));

/** An Item's data, and the arguments of the call when it has any. */
export interface ItemDataKey {
  item: OwnedItem;
  args: readonly unknown[];
}

/** The key of an Item's data. It contains the generation: after an invalidation no reader uses the old entry. */
export function itemDataKey(vault: Pick<Vault, 'fingerprint'>, kind: string, { item, args }: ItemDataKey): string {
  return hashed(vault, ['item', kind, item.ownerId, item.id, item.generation, ...args]);
}

/** The key of data that belongs to no owner. */
export function publicDataKey(vault: Pick<Vault, 'fingerprint'>, kind: string, key: string): string {
  return hashed(vault, ['public', kind, key]);
}
