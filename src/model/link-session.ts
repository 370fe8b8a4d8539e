import type { AccountType } from './account.js';
import type { ItemId, LinkSessionId, OwnerId, UnixMs } from './ids.js';
import type { PlaidError } from './plaid-error.js';
import type { Sealed } from './sealed.js';

export const LINK_SESSION_STATUSES = ['CREATED', 'STARTED', 'SUCCEEDED', 'EXITED', 'EXPIRED'] as const;
/** How far a Link session has come. */
export type LinkSessionStatus = (typeof LINK_SESSION_STATUSES)[number];

declare const owned: unique symbol;

/** A Link session as recorded. Like OwnedItem, holding one proves that the viewer may see it. */
export interface OwnedLinkSession {
  readonly [owned]: true;
  readonly id: LinkSessionId;
  readonly ownerId: OwnerId;
  readonly sealedLinkToken: Sealed;
  readonly sealedHostedLinkUrl: Sealed | null;
  /** As last recorded; EXPIRED is derived when read. */
  readonly recordedStatus: Exclude<LinkSessionStatus, 'EXPIRED'>;
  readonly createdAt: UnixMs;
  readonly expiresAt: UnixMs;
  /** Set in update mode. */
  readonly updateItemId: ItemId | null;
}

/** The answer of /link/token/get, with the public tokens sealed. */
export interface PlaidLinkSession {
  metadata: LinkSessionMetadata;
  attempts: LinkAttempt[];
}

/** The configuration that the link token was made with, as Plaid echoes it. */
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

/** One run of Link with this token. */
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

/** One Item added in Link; its public token stays sealed and never reaches a client. */
export interface LinkItemAddResult {
  sealedPublicToken: Sealed;
  /** By which the exchange journal knows the token again. */
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
