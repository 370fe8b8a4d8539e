import type { ItemFault } from '../plaid-errors.js';
import type {
  AccountSubtype,
  AccountType,
  CountryCode,
  LinkEvent,
  PlaidBalance,
  Product,
  VerificationStatus,
} from '../plaid-types.js';

/** The numbers by which a payment reaches an account; which of them exist depends on its country. */
export interface AccountNumbers {
  ach?: { account: string; routing: string; wireRouting: string | null; tokenized: boolean };
  eft?: { account: string; institution: string; branch: string };
  bacs?: { account: string; sortCode: string };
  international?: { iban: string; bic: string };
}

/** One account of one Item. */
export interface AccountRecord {
  accountId: string;
  persistentAccountId?: string;
  name: string;
  officialName: string | null;
  mask: string | null;
  type: AccountType;
  subtype: AccountSubtype;
  balances: PlaidBalance;
  holderCategory: 'personal' | 'business';
  numbers?: AccountNumbers;
  verificationStatus?: VerificationStatus;
  /** The person withdrew this account at the bank: it is gone from every answer. */
  revoked?: boolean;
}

/** An Item from its creation to its removal. */
export interface ItemRecord {
  /** The item_id. */
  id: string;
  institutionId: string;
  webhook: string | null;
  /** Null until the public token is exchanged. */
  accessToken: string | null;
  products: Product[];
  billedProducts: Product[];
  consentedProducts: Product[];
  accounts: AccountRecord[];
  error: ItemFault | null;
  createdAtMs: number;
  /** When a Sandbox Item falls to ITEM_LOGIN_REQUIRED by itself. */
  loginExpiresAtMs: number;
  consentExpiresAtMs: number | null;
  authInitialized: boolean;
  lastWebhook: { sentAtMs: number; code: string } | null;
  /** The bank has an account that this Item does not share yet; update mode can add it. */
  newAccountWaiting: boolean;
  userId?: string;
}

/** A live access token. */
export interface AccessTokenRecord {
  id: string;
  itemId: string;
}

/** A public token; a used or expired one is forgotten. */
export interface PublicTokenRecord {
  id: string;
  itemId: string;
  expiresAtMs: number;
}

/** One account as Link reports it. */
export interface LinkedAccount {
  id: string;
  name: string;
  mask: string | null;
  type: string;
  subtype: string;
  verification_status: string | null;
  class_type: string | null;
}

/** An Item that a Link session added. */
export interface AddedItem {
  publicToken: string;
  itemId: string;
  institution: { institution_id: string; name: string };
  accounts: LinkedAccount[];
}

/** Where a person stands on the Hosted Link page. */
export interface LinkStep {
  institutionId: string | null;
  signedIn: boolean;
  /** What the last form got wrong. */
  problem: 'credentials' | 'accounts' | null;
  /** Multi-Item Link, after an Item was added: more, or finish? */
  askedForMore: boolean;
}

/** One person's walk through Link. */
export interface LinkSessionRecord {
  linkSessionId: string;
  startedAtMs: number;
  finishedAtMs: number | null;
  lastActionAtMs: number;
  /** Where the person stands on the Hosted Link page. */
  step: LinkStep;
  events: LinkEvent[];
  added: AddedItem[];
  exit: {
    error: ItemFault | null;
    status: string;
    institution: { institution_id: string; name: string } | null;
  } | null;
}

/** A Link token and what became of it. */
export interface LinkTokenRecord {
  /** The link token. */
  id: string;
  createdAtMs: number;
  expiresAtMs: number;
  clientName: string;
  language: string;
  countryCodes: CountryCode[];
  products: Product[];
  requiredIfSupported: Product[];
  optionalProducts: Product[];
  additionalConsented: Product[];
  webhook: string | null;
  redirectUri: string | null;
  institutionId: string | null;
  accountSubtypes: Partial<Record<AccountType, string[]>> | null;
  hosted: { completionRedirectUri: string | null } | null;
  multiItem: boolean;
  /** The Item to repair; null when the session adds a new one. */
  updateItemId: string | null;
  accountSelection: boolean;
  userId: string | null;
  sessions: LinkSessionRecord[];
}

/** A webhook signing key; an expired one stays resolvable. */
export interface SigningKeyRecord {
  /** The kid. */
  id: string;
  privateJwk: { kty: 'EC'; crv: 'P-256'; x: string; y: string; d: string };
  createdAtMs: number;
  expiredAtMs: number | null;
}

/** One try at delivering a webhook. */
export interface DeliveryAttempt {
  atMs: number;
  status: number | null;
  error: string | null;
  durationMs: number;
}

/** A webhook, its exact body and what became of it. */
export interface DeliveryRecord {
  id: string;
  /** Orders deliveries of one moment. */
  sequence: number;
  url: string;
  type: string;
  code: string;
  itemId: string | null;
  body: string;
  createdAtMs: number;
  outcome: 'pending' | 'delivered' | 'failed' | 'dropped' | 'abandoned';
  nextAttemptAtMs: number | null;
  attempts: DeliveryAttempt[];
  forged: boolean;
  staleMs: number;
}

/** A single value that survives a restart, such as how far the clock is ahead. */
export interface SettingRecord {
  id: string;
  value: number | string;
}
