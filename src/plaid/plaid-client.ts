import type { PlaidErrorDetails } from '../errors/gateway-error.js';
import type { Account } from '../model/account.js';
import type { AuthNumbers } from '../model/auth-numbers.js';
import type { BankTransferEvent, BankTransferEventFilter } from '../model/bank-transfer-event.js';
import type { AccountId, InstitutionId, ItemId, OwnerId } from '../model/ids.js';
import type { Institution } from '../model/institution.js';
import type { ConnectedApplication, ItemActivityPage } from '../model/item-activity.js';
import type { OwnedItem, PlaidItem } from '../model/item.js';
import type { OwnedLinkSession, PlaidLinkSession } from '../model/link-session.js';
import type { Sealed } from '../model/sealed.js';
import type { Span } from '../observability/tracing.js';
import type { Callers } from './fair-pool.js';

/** What every upstream call carries of the operation that causes it. */
export interface PlaidCall {
  /** Aborts the call when the client has gone or the operation's time is up. */
  signal: AbortSignal;
  /** The gateway's request id, for the log. */
  requestId: string;
  /** Who asked, for their share of the rate limits and of the connections; left out where nobody did. */
  callerId?: OwnerId;
  /** Where several share one call: all of them, `callerId` too. It is made when one of them has a share left. */
  callers?: Callers;
  /** Told each time a request is really sent (retries count): feeds x-upstream-calls. */
  onUpstreamCall(path: string): void;
  /** The work that the call is a part of, when somebody times it. */
  span?: Span;
}

/** A webhook verification key as Plaid publishes it: an EC P-256 public JWK. Times are Unix seconds. */
export interface WebhookVerificationKey {
  alg: string;
  crv: string;
  kid: string;
  kty: string;
  use: string;
  x: string;
  y: string;
  createdAt: number;
  expiredAt: number | null;
}

/** /link/token/create in Plaid's own snake_case, without credentials and access token. */
export type LinkTokenRequest = Record<string, unknown>;

/**
 * Plaid, one method per endpoint. Access tokens are opened inside and never come out: new ones come back sealed.
 *
 * Fails with GatewayError alone: UPSTREAM_TIMEOUT, UPSTREAM_UNAVAILABLE, UPSTREAM_RATE_LIMITED, UPSTREAM_INVALID_RESPONSE,
 * ITEM_ACTION_REQUIRED, PRODUCT_NOT_READY, PRODUCT_NOT_SUPPORTED, UPSTREAM_REJECTED (with `details.plaid` where Plaid
 * answered), and NOT_FOUND when the Item is gone from the vault.
 */
export interface PlaidClient {
  itemGet(item: OwnedItem, call: PlaidCall): Promise<PlaidItem>;
  /**
   * Plaid's refusal of the access token that is stored now, found out by /item/get; null when it is taken. Waits for no
   * rotation.
   */
  probeAccessToken(item: OwnedItem, call: PlaidCall): Promise<PlaidErrorDetails | null>;
  accountsGet(item: OwnedItem, call: PlaidCall): Promise<Account[]>;
  /** /accounts/balance/get: live, slow, billed. Empty `accountIds` asks for every account. */
  accountsBalanceGet(
    item: OwnedItem,
    options: { accountIds: readonly AccountId[]; minLastUpdatedDatetime: Date | null },
    call: PlaidCall,
  ): Promise<Account[]>;
  authGet(item: OwnedItem, call: PlaidCall): Promise<AuthNumbers>;
  /** null when Plaid knows no such institution in these countries. */
  institutionGetById(id: InstitutionId, countryCodes: readonly string[], call: PlaidCall): Promise<Institution | null>;
  institutionsSearch(
    search: { query: string; products: readonly string[] | null; countryCodes: readonly string[] },
    call: PlaidCall,
  ): Promise<Institution[]>;
  /** Newest first. */
  itemActivityList(
    item: OwnedItem,
    page: { count: number; cursor: string | null },
    call: PlaidCall,
  ): Promise<ItemActivityPage>;
  itemApplicationList(item: OwnedItem, call: PlaidCall): Promise<ConnectedApplication[]>;
  itemApplicationUnlink(item: OwnedItem, applicationId: string, call: PlaidCall): Promise<void>;
  /** `scopes` in Plaid's own snake_case. */
  itemApplicationScopesUpdate(
    item: OwnedItem,
    update: { applicationId: string; scopes: Record<string, unknown>; state: string | null; context: string },
    call: PlaidCall,
  ): Promise<void>;
  bankTransferEventList(filter: BankTransferEventFilter, count: number, call: PlaidCall): Promise<BankTransferEvent[]>;
  /** Ascending, after `afterId`. */
  bankTransferEventSync(afterId: number, count: number, call: PlaidCall): Promise<BankTransferEvent[]>;
  /** The token is the partner's to use: it is handed on and not kept. */
  processorTokenCreate(
    item: OwnedItem,
    request: { accountId: AccountId; processor: string },
    call: PlaidCall,
  ): Promise<string>;
  /** Like processorTokenCreate; good for one use. */
  processorStripeBankAccountTokenCreate(item: OwnedItem, accountId: AccountId, call: PlaidCall): Promise<string>;
  /** /item/import, and /item/get for the id of the new Item; when that fails the Item is removed again. */
  itemImport(
    request: { ownerId: OwnerId; products: readonly string[]; userId: string; authToken: string; webhook: string },
    call: PlaidCall,
  ): Promise<{ itemId: ItemId; sealedAccessToken: Sealed; plaidRequestId: string | null }>;
  itemWebhookUpdate(item: OwnedItem, webhook: string | null, call: PlaidCall): Promise<void>;
  itemRemove(
    item: OwnedItem,
    reason: { reasonCode: string | null; reasonNote: string | null },
    call: PlaidCall,
  ): Promise<{ plaidRequestId: string | null }>;
  itemAccessTokenInvalidate(
    item: OwnedItem,
    call: PlaidCall,
  ): Promise<{ sealedAccessToken: Sealed; plaidRequestId: string | null }>;
  itemPublicTokenExchange(
    token: { ownerId: OwnerId; sealedPublicToken: Sealed },
    call: PlaidCall,
  ): Promise<{ itemId: ItemId; sealedAccessToken: Sealed; plaidRequestId: string | null }>;
  /** /item/remove for an Item that was exchanged but could not be stored. */
  removeOrphan(
    item: { ownerId: OwnerId; itemId: ItemId; sealedAccessToken: Sealed },
    call: PlaidCall,
  ): Promise<{ plaidRequestId: string | null }>;
  /** With `updateItem`: update mode; its access token is added here. */
  linkTokenCreate(
    request: LinkTokenRequest,
    updateItem: OwnedItem | null,
    call: PlaidCall,
  ): Promise<{ linkToken: string; expiration: Date; hostedLinkUrl: string | null }>;
  linkTokenGet(session: OwnedLinkSession, call: PlaidCall): Promise<PlaidLinkSession>;
  /** `request` is /session/token/create in Plaid's own snake_case, without credentials. */
  sessionTokenCreate(
    request: Record<string, unknown>,
    call: PlaidCall,
  ): Promise<{ linkToken: string; expiration: Date }>;
  sandboxPublicTokenCreate(
    request: {
      ownerId: OwnerId;
      institutionId: string;
      initialProducts: readonly string[];
      webhook: string;
      overrideUsername: string | null;
      overridePassword: string | null;
    },
    call: PlaidCall,
  ): Promise<{ sealedPublicToken: Sealed; publicTokenFingerprint: string }>;
  sandboxItemResetLogin(item: OwnedItem, call: PlaidCall): Promise<void>;
  sandboxItemFireWebhook(
    item: OwnedItem,
    webhook: { webhookCode: string; webhookType: string | null },
    call: PlaidCall,
  ): Promise<{ webhookFired: boolean }>;
  sandboxProcessorTokenCreate(institutionId: string, call: PlaidCall): Promise<string>;
  sandboxItemSetVerificationStatus(
    item: OwnedItem,
    status: { accountId: AccountId; verificationStatus: string },
    call: PlaidCall,
  ): Promise<void>;
  /** null when Plaid says that there is no such key. */
  webhookVerificationKeyGet(keyId: string, call: PlaidCall): Promise<WebhookVerificationKey | null>;
  /** Ends idle connections; calls under way are aborted. */
  close(): Promise<void>;
}
