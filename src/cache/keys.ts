import type { OwnedItem } from '../model/item.js';
import type { Vault } from '../vault/vault.js';
import type { ItemDataKind, PublicDataKind } from './lifetimes.js';

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
