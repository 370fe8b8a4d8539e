import type { CallOutcome } from '../model/item-status.js';

/** One endpoint of Plaid's. */
export interface Endpoint {
  readonly path: string;
  /**
   * 'read' may be repeated; 'write' is sent once, because a lost answer does not say whether it happened; 'once' reads,
   * but who asks for it will ask again.
   */
  readonly repeat: 'read' | 'write' | 'once';
  /** 'whole': the configured deadline. 'short': at most SHORT_DEADLINE_MS, for what somebody else waits on. */
  readonly deadline: 'whole' | 'short';
  readonly pool: ConnectionPool;
  /** Which errors of an Item the success of the call proves to be over, beside its own; left out: 'token'. */
  readonly proves?: CallOutcome['proves'];
}

/**
 * Whose connections the endpoint uses, so that nothing waits behind what is slower by nature: 'live' asks a bank while the caller
 * waits, for up to half a minute; 'reads' and 'writes' are answered by Plaid itself; 'keys' is what webhooks wait for.
 */
export type ConnectionPool = 'reads' | 'live' | 'writes' | 'keys';

/** Plaid waits 10 s for the answer to a webhook, and the key is fetched within that time. */
export const SHORT_DEADLINE_MS = 3_000;

const read = (path: string): Endpoint => ({ path, repeat: 'read', deadline: 'whole', pool: 'reads' });
const liveRead = (path: string): Endpoint => ({ ...read(path), pool: 'live' });
const write = (path: string): Endpoint => ({ path, repeat: 'write', deadline: 'whole', pool: 'writes' });

/** The one table of what Plaid is asked: where, whether it may be repeated, and how long it may take. */
export const ENDPOINTS = {
  itemGet: { ...read('/item/get'), proves: 'item' },
  itemRemove: write('/item/remove'),
  itemWebhookUpdate: write('/item/webhook/update'),
  itemAccessTokenInvalidate: write('/item/access_token/invalidate'),
  itemPublicTokenExchange: write('/item/public_token/exchange'),
  itemImport: write('/item/import'),
  itemActivityList: read('/item/activity/list'),
  itemApplicationList: read('/item/application/list'),
  itemApplicationUnlink: write('/item/application/unlink'),
  itemApplicationScopesUpdate: write('/item/application/scopes/update'),
  accountsGet: read('/accounts/get'),
  accountsBalanceGet: { ...liveRead('/accounts/balance/get'), proves: 'live' },
  authGet: { ...read('/auth/get'), proves: 'live' },
  institutionsGetById: read('/institutions/get_by_id'),
  institutionsSearch: read('/institutions/search'),
  bankTransferEventList: read('/bank_transfer/event/list'),
  bankTransferEventSync: read('/bank_transfer/event/sync'),
  processorTokenCreate: write('/processor/token/create'),
  processorStripeBankAccountTokenCreate: write('/processor/stripe/bank_account_token/create'),
  linkTokenCreate: write('/link/token/create'),
  linkTokenGet: read('/link/token/get'),
  sessionTokenCreate: write('/session/token/create'),
  sandboxPublicTokenCreate: write('/sandbox/public_token/create'),
  sandboxItemResetLogin: write('/sandbox/item/reset_login'),
  sandboxItemFireWebhook: write('/sandbox/item/fire_webhook'),
  sandboxProcessorTokenCreate: write('/sandbox/processor_token/create'),
  sandboxItemSetVerificationStatus: write('/sandbox/item/set_verification_status'),
  // Plaid delivers again what could not be checked, and strangers cause these: each counts once against their budget.
  webhookVerificationKeyGet: { path: '/webhook_verification_key/get', repeat: 'once', deadline: 'short', pool: 'keys' },
} as const satisfies Record<string, Endpoint>;
