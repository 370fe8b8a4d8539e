import type { OwnerId } from '../model/ids.js';
import { asSealed } from '../model/sealed.js';
import type { Vault } from '../vault/vault.js';

/** Whose an entry is, and under which key: it opens for no other. */
export interface EntryPlace {
  ownerId: OwnerId | '';
  key: string;
}

/** What is kept. */
export interface Entry {
  expiresAt: number;
  value: unknown;
}

const context = ({ ownerId, key }: EntryPlace) => ({ ownerId, subject: key, column: 'cache' });

/** The sealed text of a value that may be served until `expiresAt` (Unix ms). Dates stay dates. */
export function sealEntry(vault: Pick<Vault, 'seal'>, place: EntryPlace, entry: Entry): string {
  return vault.seal(context(place), JSON.stringify(entry, tagDate));
}

/** The entry in a sealed text; null when it does not open, was made by another version, or has expired. */
export function openEntry(
  vault: Pick<Vault, 'open'>,
  place: EntryPlace,
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
