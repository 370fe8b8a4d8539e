import type { ItemId, LinkSessionId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import type { LinkTokenRequest } from '../plaid/plaid-client.js';

/**
 * The writes of one operation, holding the viewer. Each asks the owner-checked store first (NOT_FOUND), journals what
 * cannot be repeated, asks Plaid, and commits what came back before it answers. All fail with GatewayError.
 */
export interface Actions {
  /** `request` is /link/token/create in Plaid's names; what the operator configured and the viewer's id are added here. */
  createLinkSession(input: { request: LinkTokenRequest; updateItemId: ItemId | null }): Promise<OwnedLinkSession>;
  /** Exchanges every public token of the session that was not exchanged yet. Safe to repeat. */
  completeLinkSession(id: LinkSessionId): Promise<{ session: OwnedLinkSession; items: OwnedItem[] }>;
  /** Safe to repeat: the same public token answers the same Item. */
  exchangePublicToken(input: { publicToken: string; linkSessionId: LinkSessionId | null }): Promise<OwnedItem>;
  removeItem(input: { itemId: ItemId; reasonCode: string | null; reasonNote: string | null }): Promise<ItemId>;
  updateItemWebhook(input: { itemId: ItemId; webhook: string | null }): Promise<OwnedItem>;
  rotateAccessToken(itemId: ItemId): Promise<OwnedItem>;
  /** The sandbox actions answer FORBIDDEN unless the gateway runs against the emulator or the Sandbox. */
  sandboxCreateItem(input: {
    institutionId: string;
    initialProducts: readonly string[];
    overrideUsername: string | null;
    overridePassword: string | null;
  }): Promise<OwnedItem>;
  sandboxResetLogin(itemId: ItemId): Promise<OwnedItem>;
  sandboxFireWebhook(input: {
    itemId: ItemId;
    webhookCode: string;
    webhookType: string | null;
  }): Promise<{ webhookFired: boolean }>;
}
