import type { ActionDeps } from './action-context.js';
import type { Actions } from './actions.js';
import { completeLinkSession } from './complete-link-session.js';
import { createLinkSession } from './create-link-session.js';
import { exchangePublicToken } from './exchange-public-token.js';
import { removeItem } from './remove.js';
import { rotateAccessToken } from './rotate.js';
import { sandboxCreateItem, sandboxFireWebhook, sandboxResetLogin } from './sandbox.js';
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
    sandboxCreateItem: (input) => sandboxCreateItem(context, input),
    sandboxResetLogin: (itemId) => sandboxResetLogin(context, itemId),
    sandboxFireWebhook: (input) => sandboxFireWebhook(context, input),
  };
}
