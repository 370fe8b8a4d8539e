import { randomUUID } from 'node:crypto';
import { asItemId, asOwnerId } from '../../src/model/ids.js';
import type { OwnedItem } from '../../src/model/item.js';
import type { Store } from '../../src/store/store.js';
import type { Vault } from '../../src/vault/vault.js';

/** Stores an Item like an exchange, without Plaid. */
export async function storeItem(
  { store, vault }: { store: Store; vault: Vault },
  owner: string,
  item: string,
  accessToken = `access-sandbox-${randomUUID()}`,
): Promise<OwnedItem> {
  const ownerId = asOwnerId(owner);
  const itemId = asItemId(item);
  const token = vault.sealPublicToken(ownerId, `public-sandbox-${randomUUID()}`);
  const at = Date.now();
  const { entry } = await store.journal.beginExchange({ ownerId, ...token, linkSessionId: null, at });
  const sealedAccessToken = vault.sealAccessToken(ownerId, itemId, accessToken);
  const stored = await store.journal.completeExchange(entry, { itemId, sealedAccessToken, plaidRequestId: null, at });
  return stored.item;
}
