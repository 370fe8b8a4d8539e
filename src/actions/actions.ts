import type { ItemId, LinkSessionId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import type { Viewer } from '../model/viewer.js';
import type { LinkTokenRequest, PlaidCall } from '../plaid/plaid-client.js';
import type { ActionDeps } from './action-context.js';
import { unlinkApplication, updateApplicationScopes } from './connected-applications.js';
import { createLayerSession, createLinkSession } from './create-link-session.js';
import { importItem, type ImportRequest } from './import-item.js';
import { completeLinkSession, exchangePublicToken } from './link-session.js';
import { type AccountWithItem, createProcessorToken, createStripeBankAccountToken } from './processor-tokens.js';
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

/**
 * The writes of one operation, for its viewer. Each reads the owner-checked store first (NOT_FOUND), journals what is not
 * idempotent, calls Plaid, and commits the result before it returns. All reject with GatewayError.
 */
export interface Actions {
  /** `request` is the body of /link/token/create in Plaid's names. The operator's settings and the viewer's id are added here. */
  createLinkSession(input: { request: LinkTokenRequest; updateItemId: ItemId | null }): Promise<OwnedLinkSession>;
  /** Exchanges every public token of the session that has not been exchanged yet. Idempotent. */
  completeLinkSession(id: LinkSessionId): Promise<{ session: OwnedLinkSession; items: OwnedItem[] }>;
  /** Idempotent: the same public token returns the same Item. */
  exchangePublicToken(input: { publicToken: string; linkSessionId: LinkSessionId | null }): Promise<OwnedItem>;
  removeItem(input: { itemId: ItemId; reasonCode: string | null; reasonNote: string | null }): Promise<ItemId>;
  updateItemWebhook(input: { itemId: ItemId; webhook: string | null }): Promise<OwnedItem>;
  rotateAccessToken(itemId: ItemId): Promise<OwnedItem>;
  /** Returns the token in clear: the caller passes it to the processor. */
  createProcessorToken(input: AccountWithItem & { processor: string }): Promise<string>;
  createStripeBankAccountToken(input: AccountWithItem): Promise<string>;
  /** Not idempotent. FORBIDDEN without the scope operator. `webhook` null: the gateway's receiver. */
  importItem(input: ImportRequest): Promise<OwnedItem>;
  /** Stored like a Link session, so that its webhooks complete it. */
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
  /** The sandbox actions reject with FORBIDDEN unless the gateway runs against the emulator or the Sandbox. */
  sandboxCreateItem(input: {
    institutionId: string;
    initialProducts: readonly string[];
    overrideUsername: string | null;
    overridePassword: string | null;
  }): Promise<OwnedItem>;
  /** Returns the token in clear: the caller exchanges it. */
  sandboxCreatePublicToken(input: {
    institutionId: string;
    initialProducts: readonly string[];
    overrideUsername: string | null;
    overridePassword: string | null;
  }): Promise<string>;
  sandboxCreateProcessorToken(institutionId: string): Promise<string>;
  /** `findAccount` is called only where the action is allowed. */
  sandboxSetVerificationStatus(input: {
    findAccount: () => Promise<AccountWithItem>;
    verificationStatus: string;
  }): Promise<void>;
  sandboxResetLogin(itemId: ItemId): Promise<OwnedItem>;
  sandboxFireWebhook(input: {
    itemId: ItemId;
    webhookCode: string;
    webhookType: string | null;
  }): Promise<{ webhookFired: boolean }>;
}

/** The writes that an operation of `viewer` may make. */
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
