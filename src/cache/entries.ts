import { deserialize, serialize } from 'node:v8';
import type { OwnerId } from '../model/ids.js';
import { asSealed } from '../model/sealed.js';
import type { Vault } from '../vault/vault.js';

/** Whose an entry is, and under which key: it opens for no other. */
export interface EntryPlace {
  ownerId: OwnerId | '';
  key: string;
}

interface Entry {
  expiresAt: number;
  value: unknown;
}

const context = ({ ownerId, key }: EntryPlace) => ({ ownerId, subject: key, column: 'cache' });

/** The sealed text of a value that may be served until `expiresAt` (Unix ms). Dates stay dates. */
export function sealEntry(vault: Pick<Vault, 'seal'>, place: EntryPlace, entry: Entry): string {
  // latin1 maps each byte to one character, and most of these bytes are ASCII: smaller than base64.
  return vault.seal(context(place), serialize(entry).toString('latin1'));
}

/** The entry in a sealed text; null when it does not open, was made by another version, or has expired. */
export function openEntry(
  vault: Pick<Vault, 'open'>,
  place: EntryPlace,
  sealed: string,
  now: () => number,
): Entry | null {
  try {
    const entry = deserialize(Buffer.from(vault.open(context(place), asSealed(sealed)), 'latin1')) as Partial<Entry>;
    if (typeof entry.expiresAt !== 'number' || !('value' in entry)) return null;
    return entry.expiresAt > now() ? { expiresAt: entry.expiresAt, value: entry.value } : null;
  } catch {
    return null;
  }
}
