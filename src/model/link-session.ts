import type { AccountType } from './account.js';
import type { ItemId, LinkSessionId, OwnerId, Sealed, UnixMs } from './ids.js';
import type { PlaidError } from './plaid-error.js';

export const LINK_SESSION_STATUSES = ['CREATED', 'STARTED', 'SUCCEEDED', 'EXITED', 'EXPIRED'] as const;
/** The progress of a Link session. */
export type LinkSessionStatus = (typeof LINK_SESSION_STATUSES)[number];

declare const owned: unique symbol;

/** A Link session from the gateway's own records. Like OwnedItem, it proves that the viewer may see it. */
export interface OwnedLinkSession {
  readonly [owned]: true;
  readonly id: LinkSessionId;
  readonly ownerId: OwnerId;
  readonly sealedLinkToken: Sealed;
  readonly sealedHostedLinkUrl: Sealed | null;
  /** The last recorded status. EXPIRED is derived when the status is read. */
  readonly recordedStatus: Exclude<LinkSessionStatus, 'EXPIRED'>;
  readonly createdAt: UnixMs;
  readonly expiresAt: UnixMs;
  /** Set in update mode. */
  readonly updateItemId: ItemId | null;
}

/** The response of /link/token/get, with encrypted public tokens. */
export interface PlaidLinkSession {
  metadata: LinkSessionMetadata;
  attempts: LinkAttempt[];
}

/** The configuration of the link token, as Plaid returns it. */
export interface LinkSessionMetadata {
  initialProducts: string[] | null;
  webhook: string | null;
  countryCodes: string[] | null;
  language: string | null;
  redirectUri: string | null;
  clientName: string | null;
  accountFilters: Record<string, unknown> | null;
  institutionData: Record<string, unknown> | null;
}

/** One run of Link with the token. */
export interface LinkAttempt {
  id: string;
  startedAt: Date | null;
  finishedAt: Date | null;
  events: LinkEvent[];
  exit: LinkExit | null;
  results: LinkItemAddResult[];
}

export interface LinkEvent {
  eventId: string;
  eventName: string;
  timestamp: Date;
  eventMetadata: Record<string, unknown>;
}

export interface LinkExit {
  error: PlaidError | null;
  institutionId: string | null;
  institutionName: string | null;
  status: string | null;
  linkSessionId: string | null;
  requestId: string | null;
}

/** One institution linked in Link. Its public token stays encrypted and is never sent to a client. */
export interface LinkItemAddResult {
  sealedPublicToken: Sealed;
  /** Identifies the token in the exchange journal. */
  publicTokenFingerprint: string;
  institutionId: string | null;
  institutionName: string | null;
  accounts: LinkedAccount[];
}

export interface LinkedAccount {
  id: string;
  name: string;
  mask: string | null;
  type: AccountType;
  subtype: string | null;
  verificationStatus: string | null;
}
