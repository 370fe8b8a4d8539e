import type { InstitutionId, ItemId, LinkSessionId, OwnerId, UnixMs } from './ids.js';
import type { PlaidError } from './plaid-error.js';

export const ITEM_STATUSES = [
  'HEALTHY',
  'LOGIN_REQUIRED',
  'PENDING_EXPIRATION',
  'PENDING_DISCONNECT',
  'PERMISSION_REVOKED',
  'ERROR',
  'UNKNOWN',
] as const;
/** The status of an Item, for a UI to switch on. */
export type ItemStatus = (typeof ITEM_STATUSES)[number];

export const REQUIRED_ACTIONS = [
  'NONE',
  'REAUTHENTICATE',
  'RENEW_CONSENT',
  'RELINK',
  'WAIT',
  'CONTACT_SUPPORT',
] as const;
/** What the end user should do next. */
export type RequiredAction = (typeof REQUIRED_ACTIONS)[number];

/** An error from a Plaid call for an Item that has not been resolved as far as the gateway knows. */
export interface KnownError {
  /** The path of the endpoint that returned the error. */
  endpoint: string;
  error: PlaidError;
  /** When it was first and last seen, each accurate to a minute. */
  since: UnixMs;
  seenAt: UnixMs;
}

/** What earlier Plaid calls for an Item say about its state. */
export interface ItemKnowledge {
  /** At most one per endpoint. */
  readonly errors: readonly KnownError[];
  /** When the Item was last seen to work again, by a repair or by a successful call after a failed one; null if never. */
  readonly worksSince: UnixMs | null;
  /** Incremented with every change, to find the newer of two versions. */
  readonly version: number;
}

declare const owned: unique symbol;

/**
 * An Item from the gateway's own records. It proves that the viewer may see the Item: only the owner-checked reads of the
 * store create one, and loaders, actions and plaid/ require one instead of an id.
 */
export interface OwnedItem {
  readonly [owned]: true;
  readonly id: ItemId;
  readonly ownerId: OwnerId;
  /** Incremented by every invalidation. Cached data of an older generation is never returned. */
  readonly generation: number;
  readonly linkSessionId: LinkSessionId | null;
  /** When the gateway stored the Item, Unix ms. */
  readonly linkedAt: UnixMs;
  /** Whether the store knows the ids of its accounts, from a response of /accounts/get. */
  readonly hasKnownAccounts: boolean;
  readonly known: ItemKnowledge;
}

export type ItemUpdateType = 'BACKGROUND' | 'USER_PRESENT_REQUIRED' | 'UNKNOWN';

/** When Plaid last refreshed a product of the Item. */
export interface ProductUpdates {
  lastSuccessfulUpdate: Date | null;
  lastFailedUpdate: Date | null;
}

/** The response of /item/get. */
export interface PlaidItem {
  /** When the request was sent to Plaid. */
  requestedAt: UnixMs;
  id: ItemId;
  institutionId: InstitutionId | null;
  institutionName: string | null;
  error: PlaidError | null;
  availableProducts: string[] | null;
  billedProducts: string[] | null;
  products: string[] | null;
  consentedProducts: string[] | null;
  consentedUseCases: string[] | null;
  consentedDataScopes: string[] | null;
  consentExpirationTime: Date | null;
  updateType: ItemUpdateType | null;
  authMethod: string | null;
  webhook: string | null;
  createdAt: Date | null;
  updates: {
    transactions: ProductUpdates | null;
    investments: ProductUpdates | null;
    lastWebhook: { sentAt: Date | null; codeSent: string | null } | null;
  } | null;
}

/** The fields that determine the state of an Item. Operators may read them of other users' Items. */
export type ItemDiagnosis = Pick<
  PlaidItem,
  'institutionId' | 'institutionName' | 'error' | 'consentExpirationTime' | 'requestedAt'
>;
