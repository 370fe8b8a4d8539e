import type { AccountId, ItemId, LinkSessionId, OwnerId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import type { Viewer } from '../model/viewer.js';
import type { LinkTokenRequest, PlaidCall } from '../plaid/plaid-client.js';
import type { ActionDeps } from './action-context.js';
import { unlinkApplication, updateApplicationScopes } from './connected-applications.js';
import { completeLinkSession } from './complete-link-session.js';
import { createLayerSession, createLinkSession } from './create-link-session.js';
import { exchangePublicToken } from './exchange.js';
import { importItem } from './import-item.js';
import { createProcessorToken, createStripeBankAccountToken } from './processor-tokens.js';
import { removeItem } from './remove-item.js';
import { rotateAccessToken } from './rotate-access-token.js';
import {
  sandboxCreateItem,
  sandboxCreateProcessorToken,
  sandboxCreatePublicToken,
  sandboxFireWebhook,
  sandboxResetLogin,
  sandboxSetVerificationStatus,
} from './sandbox.js';
import { updateItemWebhook } from './update-webhook.js';

/** An account together with the Item that proves it to be the viewer's, as the loaders answer them. */
export interface AccountOfOwnedItem {
  item: OwnedItem;
  accountId: AccountId;
}

/** /item/import, and whose Item it becomes. */
export interface ImportRequest {
  ownerId: OwnerId;
  products: readonly string[];
  userId: string;
  authToken: string;
  webhook: string | null;
}

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
  /** The token in clear: the partner's to use. */
  createProcessorToken(input: AccountOfOwnedItem & { processor: string }): Promise<string>;
  createStripeBankAccountToken(input: AccountOfOwnedItem): Promise<string>;
  /** Not safe to repeat. Without the scope operator: FORBIDDEN. `webhook` null: the gateway's receiver. */
  importItem(input: ImportRequest): Promise<OwnedItem>;
  /** Recorded like a Link session, so that what comes of it is completed by webhook. */
  createLayerSession(input: {
    templateId: string;
    redirectUri: string | null;
    androidPackageName: string | null;
  }): Promise<{ linkToken: string; expiration: Date }>;
  unlinkApplication(input: { itemId: ItemId; applicationId: string }): Promise<OwnedItem>;
  updateApplicationScopes(input: {
    itemId: ItemId;
    applicationId: string;
    scopes: Record<string, unknown>;
    state: string | null;
    context: string;
  }): Promise<OwnedItem>;
  /** The sandbox actions answer FORBIDDEN unless the gateway runs against the emulator or the Sandbox. */
  sandboxCreateItem(input: {
    institutionId: string;
    initialProducts: readonly string[];
    overrideUsername: string | null;
    overridePassword: string | null;
  }): Promise<OwnedItem>;
  /** The token in clear: the caller's to exchange. */
  sandboxCreatePublicToken(input: {
    institutionId: string;
    initialProducts: readonly string[];
    overrideUsername: string | null;
    overridePassword: string | null;
  }): Promise<string>;
  sandboxCreateProcessorToken(institutionId: string): Promise<string>;
  /** `findAccount` is asked for the account only where the action is allowed. */
  sandboxSetVerificationStatus(input: {
    findAccount: () => Promise<AccountOfOwnedItem>;
    verificationStatus: string;
  }): Promise<void>;
  sandboxResetLogin(itemId: ItemId): Promise<OwnedItem>;
  sandboxFireWebhook(input: {
    itemId: ItemId;
    webhookCode: string;
    webhookType: string | null;
  }): Promise<{ webhookFired: boolean }>;
}

/** The writes that one operation of `viewer` may make. */
export function createActions(deps: ActionDeps, operation: { viewer: Viewer; call: PlaidCall }): Actions {
  const context = { ...deps, actorId: operation.viewer.id, call: operation.call };
  return {
    createLinkSession: (input) => createLinkSession(context, input),
    completeLinkSession: (id) => completeLinkSession(context, id),
    exchangePublicToken: (input) => exchangePublicToken(context, input),
    removeItem: (input) => removeItem(context, input),
    updateItemWebhook: (input) => updateItemWebhook(context, input),
    rotateAccessToken: (itemId) => rotateAccessToken(context, itemId),
    createProcessorToken: (input) => createProcessorToken(context, input),
    createStripeBankAccountToken: (input) => createStripeBankAccountToken(context, input),
    importItem: (input) => importItem(context, operation.viewer, input),
    createLayerSession: (input) => createLayerSession(context, input),
    unlinkApplication: (input) => unlinkApplication(context, input),
    updateApplicationScopes: (input) => updateApplicationScopes(context, input),
    sandboxCreatePublicToken: (input) => sandboxCreatePublicToken(context, input),
    sandboxCreateProcessorToken: (institutionId) => sandboxCreateProcessorToken(context, institutionId),
    sandboxSetVerificationStatus: (input) => sandboxSetVerificationStatus(context, input),
    sandboxCreateItem: (input) => sandboxCreateItem(context, input),
    sandboxResetLogin: (itemId) => sandboxResetLogin(context, itemId),
    sandboxFireWebhook: (input) => sandboxFireWebhook(context, input),
  };
}
