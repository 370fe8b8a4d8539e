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
/** One word a screen can switch on. */
export type ItemStatus = (typeof ITEM_STATUSES)[number];

export const REQUIRED_ACTIONS = [
  'NONE',
  'REAUTHENTICATE',
  'RENEW_CONSENT',
  'RELINK',
  'WAIT',
  'CONTACT_SUPPORT',
] as const;
/** What the person should do next. */
export type RequiredAction = (typeof REQUIRED_ACTIONS)[number];

/** An error that a call of an Item brought and that nothing has shown to be over. */
export interface KnownError {
  /** The path of the endpoint that answered it. */
  endpoint: string;
  error: PlaidError;
  /** When it was first seen, and last: each within a minute. */
  since: UnixMs;
  seenAt: UnixMs;
}

/** What calls of an Item have taught about its state. */
export interface ItemKnowledge {
  /** At most one for each endpoint. */
  readonly errors: readonly KnownError[];
  /** When the Item was last seen to work again: a repair, or a call that succeeded where one had failed. null: never. */
  readonly worksSince: UnixMs | null;
  /** Counted up with every change, so that the newer of two can be told. */
  readonly version: number;
}

declare const owned: unique symbol;

/**
 * An Item as the gateway's own records know it. Holding one proves that the viewer may see it: only the store's
 * owner-checked reads make one, and loaders, actions and plaid/ ask for it instead of an id.
 */
export interface OwnedItem {
  readonly [owned]: true;
  readonly id: ItemId;
  readonly ownerId: OwnerId;
  /** Bumped by every invalidation; cached data of an older generation is never served. */
  readonly generation: number;
  readonly linkSessionId: LinkSessionId | null;
  /** When the gateway stored the Item, Unix ms. */
  readonly linkedAt: UnixMs;
  readonly known: ItemKnowledge;
}

export type ItemUpdateType = 'BACKGROUND' | 'USER_PRESENT_REQUIRED' | 'UNKNOWN';

/** When a product of the Item was last refreshed by Plaid. */
export interface ProductUpdates {
  lastSuccessfulUpdate: Date | null;
  lastFailedUpdate: Date | null;
}

/** The answer of /item/get. */
export interface PlaidItem {
  /** When Plaid was asked. */
  askedAt: UnixMs;
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

/** What tells the state of an Item, and nothing of its accounts or of what its owner agreed to. */
export type ItemDiagnosis = Pick<
  PlaidItem,
  'institutionId' | 'institutionName' | 'error' | 'consentExpirationTime' | 'askedAt'
>;
