import type { ActionDeps } from './action-context.js';
import type { Actions } from './actions.js';
import { completeLinkSession } from './complete-link-session.js';
import { unlinkApplication, updateApplicationScopes } from './applications.js';
import { createLayerSession } from './create-layer-session.js';
import { createLinkSession } from './create-link-session.js';
import { importItem } from './import.js';
import { createProcessorToken, createStripeBankAccountToken } from './processor-tokens.js';
import { exchangePublicToken } from './exchange-public-token.js';
import { removeItem } from './remove.js';
import { rotateAccessToken } from './rotate.js';
import {
  sandboxCreateItem,
  sandboxCreateProcessorToken,
  sandboxCreatePublicToken,
  sandboxFireWebhook,
  sandboxResetLogin,
  sandboxSetVerificationStatus,
} from './sandbox.js';
import { updateItemWebhook } from './update-webhook.js';
import type { Viewer } from '../model/viewer.js';
import type { PlaidCall } from '../plaid/plaid-client.js';

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
