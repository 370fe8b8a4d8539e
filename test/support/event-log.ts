import { randomBytes, randomUUID } from 'node:crypto';
import { asEventId, asItemId } from '../../src/model/ids.js';
import type { OwnedItem } from '../../src/model/item.js';
import type { RecordedEvent } from '../../src/model/webhook-event.js';
import type { Store } from '../../src/store/store.js';
import { auditMac, sealWebhookBody } from '../../src/vault/sealing.js';
import { createVault, type Vault } from '../../src/vault/vault.js';
import { storeItem } from './store-item.js';
import { beginAudit, createStores } from './store.js';

/** A real store and vault on a database of their own. */
export interface TestPersistence {
  store: Store;
  vault: Vault;
  /** The same records, opened by a second instance. Closed together with the first. */
  anotherInstance(): Promise<{ store: Store; vault: Vault }>;
  /** Stores an Item like an exchange, without Plaid. */
  storeItem(ownerId: string, itemId: string): Promise<OwnedItem>;
  /** Appends a webhook of the Item. `padding` makes its body longer. */
  append(
    itemId: string,
    event?: { type?: string; code?: string; at?: number; padding?: number },
  ): Promise<RecordedEvent>;
  close(): Promise<void>;
}

export async function openTestPersistence(): Promise<TestPersistence> {
  const stores = await createStores();
  const keys = [{ id: 'test', key: randomBytes(32) }];
  const anotherInstance = async () => {
    const store = await stores.open();
    const vault = await createVault({ keys, tokens: store.tokens, settings: store.settings, production: false });
    await beginAudit(store, auditMac(vault));
    return { store, vault };
  };
  const { store, vault } = await anotherInstance();

  return {
    store,
    vault,
    anotherInstance,
    storeItem: (owner, item) => storeItem({ store, vault }, owner, item),
    async append(itemId, { type = 'ITEM', code = 'ERROR', at = Date.now(), padding = 0 } = {}) {
      const id = asEventId(`we_${randomUUID()}`);
      const appended = await store.events.append({
        id,
        replayKey: id,
        webhookType: type,
        webhookCode: code,
        environment: 'sandbox',
        itemId: asItemId(itemId),
        linkTokenFingerprint: null,
        sealedBody: sealWebhookBody(vault, id, JSON.stringify({ item_id: itemId, padding: 'x'.repeat(padding) })),
        receivedAt: at,
      });
      if (appended.outcome !== 'recorded') throw new Error(`the event was not recorded: ${appended.outcome}`);
      return appended.event;
    },
    close: () => stores.dispose(),
  };
}
