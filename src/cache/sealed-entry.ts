import type { OwnerId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { asSealed } from '../model/sealed.js';
import type { Vault } from '../vault/vault.js';
import type { ItemDataKind, PublicDataKind } from './ttl.js';

/** Whose an entry is, and under which key: it opens for no other. */
export interface CacheKey {
  ownerId: OwnerId | '';
  key: string;
}

/** What is kept. */
export interface Entry {
  expiresAt: number;
  value: unknown;
}

const context = ({ ownerId, key }: CacheKey) => ({ ownerId, subject: key, column: 'cache' });

/** The sealed text of a value that may be served until `expiresAt` (Unix ms). Dates stay dates. */
export function sealEntry(vault: Pick<Vault, 'seal'>, place: CacheKey, entry: Entry): string {
  return vault.seal(context(place), JSON.stringify(entry, tagDate));
}

/** The entry in a sealed text; null when it does not open, was made by another version, or has expired. */
export function openEntry(
  vault: Pick<Vault, 'open'>,
  place: CacheKey,
  sealed: string,
  now: () => number,
): Entry | null {
  try {
    const entry = JSON.parse(vault.open(context(place), asSealed(sealed)), untagDate) as Partial<Entry>;
    if (typeof entry.expiresAt !== 'number' || !('value' in entry)) return null;
    return entry.expiresAt > now() ? { expiresAt: entry.expiresAt, value: entry.value } : null;
  } catch {
    return null;
  }
}

/** How a Date is written in JSON: an object with this one key, whose value is Unix ms (null when the Date is invalid). */
const DATE_KEY = '$date';

/** JSON.stringify hands Dates on as text; their holder still has the Date itself. */
function tagDate(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[key];
  return original instanceof Date ? { [DATE_KEY]: original.getTime() } : value;
}

function untagDate(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(DATE_KEY in value)) return value;
  const time = value[DATE_KEY];
  return typeof time === 'number' && Object.keys(value).length === 1 ? new Date(time) : value;
}

/** Counted up whenever the shape of what is cached changes, so that another version's entries are not read. */
const FORMAT = 2;

/** A keyed hash tells nobody with access to the store whose data is there. JSON of a list keeps its parts apart. */
const hashed = (vault: Pick<Vault, 'fingerprint'>, parts: readonly (string | number)[]): string =>
  vault.fingerprint('cache-key', JSON.stringify([FORMAT, ...parts]));

/** The key of an Item's data. The generation is part of it: after an invalidation nobody asks for the old one. */
export function itemDataKey(vault: Pick<Vault, 'fingerprint'>, kind: ItemDataKind, item: OwnedItem): string {
  return hashed(vault, ['item', kind, item.ownerId, item.id, item.generation]);
}

/** The key of data that belongs to nobody. */
export function publicDataKey(vault: Pick<Vault, 'fingerprint'>, kind: PublicDataKind, key: string): string {
  return hashed(vault, ['public', kind, key]);
}
