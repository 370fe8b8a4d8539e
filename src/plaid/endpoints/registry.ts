/** Every Plaid endpoint that the gateway calls. Exporting a description here is all it takes to register it. */
export { accountsBalanceGet } from './accounts-balance-get.js';
export { accountsGet } from './accounts-get.js';
export { authGet } from './auth-get.js';
export { bankTransferEventList, bankTransferEventSync } from './bank-transfer-events.js';
export {
  itemActivityList,
  itemApplicationList,
  itemApplicationScopesUpdate,
  itemApplicationUnlink,
} from './consent.js';
export { institutionsGetById, institutionsSearch } from './institutions.js';
export { itemGet } from './item-get.js';
export { itemImport } from './item-import.js';
export { itemAccessTokenInvalidate, itemPublicTokenExchange, itemRemove, itemWebhookUpdate } from './item-writes.js';
export { linkTokenCreate, sessionTokenCreate } from './link-token-create.js';
export { linkTokenGet } from './link-token-get.js';
export { processorStripeBankAccountTokenCreate, processorTokenCreate } from './processor.js';
export {
  sandboxItemFireWebhook,
  sandboxItemResetLogin,
  sandboxItemSetVerificationStatus,
  sandboxProcessorTokenCreate,
  sandboxPublicTokenCreate,
} from './sandbox.js';
export { webhookVerificationKeyGet } from './webhook-verification-key-get.js';
