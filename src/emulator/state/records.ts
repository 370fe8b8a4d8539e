import type { ItemFault } from '../error-catalog.js';
import type {
  AccountFilters,
  AccountSubtype,
  AccountType,
  CountryCode,
  ActivityType,
  AuthMethod,
  BankTransferEventType,
  ClientUserIdentity,
  ConsentScopes,
  DataScope,
  InstitutionData,
  LinkEvent,
  PlaidBalance,
  Product,
  VerificationInsights,
  VerificationStatus,
} from '../plaid-types.js';

/** An account at a bank, from which the accounts of Items are created. */
export interface AccountTemplate {
  name: string;
  officialName: string | null;
  mask: string;
  type: AccountType;
  subtype: AccountSubtype;
  balances: PlaidBalance;
  /** Annual percentage yield. */
  apy?: number;
  numbers?: AccountNumbers;
  business?: boolean;
}

/** The test user who logged in at a bank. */
export interface SandboxPerson {
  microdeposits: boolean;
  /** The accounts of `user_custom`; null for the bank's own accounts. */
  accounts: AccountTemplate[] | null;
}

/** Multi-factor authentication of a login, and its current round. */
export interface MfaRecord {
  kind: 'device' | 'questions' | 'selections';
  rounds: number;
  /** Questions per round. */
  questions: number;
  /** Options per question; 0 for free text and for yes or no. */
  options: number;
  /** The current round, from 0. */
  round: number;
}

/** Account numbers by payment network. Which exist depends on the country. */
export interface AccountNumbers {
  ach?: { account: string; routing: string; wireRouting: string | null; tokenized: boolean };
  eft?: { account: string; institution: string; branch: string };
  bacs?: { account: string; sortCode: string };
  international?: { iban: string; bic: string };
}

/** The micro-deposits that verify an account. */
export interface MicroDeposit {
  kind: 'automated' | 'same-day';
  /** When an automated micro-deposit expires. */
  expiresAtMs: number | null;
  /** Incorrect codes so far; the third locks the Item. */
  wrongCodes: number;
  /** Send SMS_MICRODEPOSITS_VERIFICATION with the result. */
  sms: boolean;
}

/** An account of an Item. */
export interface AccountRecord {
  accountId: string;
  persistentAccountId?: string;
  name: string;
  officialName: string | null;
  mask: string | null;
  type: AccountType;
  subtype: AccountSubtype;
  balances: PlaidBalance;
  apy?: number;
  holderCategory: 'personal' | 'business';
  numbers?: AccountNumbers;
  verificationStatus?: VerificationStatus;
  /** The result of /auth/verify. */
  verificationInsights?: VerificationInsights;
  /** The owner's name from the verification request. */
  verificationName?: string;
  micro?: MicroDeposit;
  /** The end user revoked access to this account: it no longer appears in any response. */
  revoked?: boolean;
}

/** An Item. */
export interface ItemRecord {
  /** The item_id. */
  id: string;
  /** Null when the end user entered account numbers instead of logging in at a bank. */
  institutionId: string | null;
  webhook: string | null;
  /** Null until the public token is exchanged. */
  accessToken: string | null;
  products: Product[];
  billedProducts: Product[];
  consentedProducts: Product[];
  accounts: AccountRecord[];
  error: ItemFault | null;
  createdAtMs: number;
  /** When a Sandbox Item changes to ITEM_LOGIN_REQUIRED. */
  loginExpiresAtMs: number;
  consentExpiresAtMs: number | null;
  /** The consent expiry for which PENDING_EXPIRATION or PENDING_DISCONNECT has been sent. */
  consentWarnedForMs: number | null;
  /** How Auth obtained the account numbers; null until it has them. */
  authMethod: AuthMethod | null;
  /** The scopes granted in the portal; null when they were never changed. */
  scopes: ConsentScopes | null;
  /** PRODUCT_PERMISSIONS_REQUIRED has been sent for these scopes. */
  permissionsRequested: boolean;
  /** When each data scope was last read. A read alone does not persist it. */
  accessedAtMs: Partial<Record<DataScope, number>>;
  lastWebhook: { sentAtMs: number; code: string } | null;
  /** The bank has a new account that update mode can add. */
  newAccountWaiting: boolean;
  userId?: string;
}

/** An access token. */
export interface AccessTokenRecord {
  id: string;
  itemId: string;
}

/** A public token. Used and expired ones are deleted. */
export interface PublicTokenRecord {
  id: string;
  itemId: string;
  expiresAtMs: number;
}

/** A processor or Stripe token for one account. */
export interface ProcessorTokenRecord {
  id: string;
  itemId: string;
  accountId: string;
  /** The name of the processor, or `stripe`. */
  processor: string;
  /** A Stripe token can be redeemed once. */
  redeemed: boolean;
}

/** A user created with /user/create. */
export interface UserRecord {
  /** The user_id. */
  id: string;
  clientUserId: string;
  /** Only for users of the older User API. */
  userToken: string | null;
  identity: ClientUserIdentity | null;
  createdAtMs: number;
  updatedAtMs: number;
}

/** A consent event. It outlives its Item. */
export interface ActivityRecord {
  id: string;
  itemId: string;
  createdAtMs: number;
  activity: ActivityType;
  scopes: ConsentScopes | null;
}

/** An event of a micro-deposit. */
export interface BankTransferEventRecord {
  /** The event_id as a string. */
  id: string;
  /** 1, 2, 3 and so on. */
  eventId: number;
  transferId: string;
  itemId: string;
  accountId: string;
  atMs: number;
  type: BankTransferEventType;
  amount: string;
  /** With `failed` and `reversed`. */
  failure: { ach_return_code: string | null; description: string } | null;
}

/** An account in the result of a Link session. */
export interface LinkedAccount {
  id: string;
  name: string;
  mask: string | null;
  type: string;
  subtype: string;
  verification_status: string | null;
  class_type: string | null;
}

/** An Item added in a Link session. */
export interface AddedItem {
  publicToken: string;
  itemId: string;
  /** Null when the end user entered account numbers. */
  institution: { institution_id: string; name: string } | null;
  accounts: LinkedAccount[];
}

/** The current step on the Hosted Link page. */
export interface LinkStep {
  institutionId: string | null;
  /** Whether the end user has logged in. Saved states contain this name. */
  signedIn: boolean;
  /** The test user who logged in. */
  person: SandboxPerson | null;
  /** Multi-factor authentication in progress. */
  mfa?: MfaRecord | null;
  /** Why the last login attempt failed. */
  refusal?: ItemFault | null;
  /** The end user is entering account numbers instead of choosing a bank. */
  manual: boolean;
  /** What was invalid in the last form. */
  problem: 'credentials' | 'mfa' | 'accounts' | 'numbers' | 'code' | null;
  /** Multi-Item Link: an Item was added, and the page offers to add another. */
  askedForMore: boolean;
}

/** A Link session. */
export interface LinkSessionRecord {
  linkSessionId: string;
  startedAtMs: number;
  finishedAtMs: number | null;
  lastActionAtMs: number;
  /** The current step on the Hosted Link page. */
  step: LinkStep;
  events: LinkEvent[];
  added: AddedItem[];
  exit: {
    error: ItemFault | null;
    status: string;
    institution: { institution_id: string; name: string } | null;
  } | null;
}

/** A Link token and its sessions. */
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
  /** As in the request, for /link/token/get. */
  accountFilters: AccountFilters | null;
  institutionData: InstitutionData | null;
  hosted: { completionRedirectUri: string | null } | null;
  multiItem: boolean;
  /** Set for tokens of /session/token/create. */
  layer?: { sessionGroupId: string } | null;
  /** Same-day micro-deposits are enabled; `sms` sends SMS_MICRODEPOSITS_VERIFICATION with the result. */
  sameDay: { sms: boolean } | null;
  /** The Item of update mode; null when the session adds a new Item. */
  updateItemId: string | null;
  accountSelection: boolean;
  userId: string | null;
  sessions: LinkSessionRecord[];
}

/** A webhook signing key. Expired keys remain available. */
export interface SigningKeyRecord {
  /** The kid. */
  id: string;
  privateJwk: { kty: 'EC'; crv: 'P-256'; x: string; y: string; d: string };
  createdAtMs: number;
  expiredAtMs: number | null;
}

/** An attempt to deliver a webhook. */
export interface DeliveryAttempt {
  atMs: number;
  status: number | null;
  error: string | null;
  durationMs: number;
}

/** A webhook with its exact body and its delivery status. */
export interface DeliveryRecord {
  id: string;
  /** The order of delivery. */
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

/** A single persistent value, such as the clock offset. */
export interface SettingRecord {
  id: string;
  value: number | string;
}
