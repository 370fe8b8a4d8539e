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

/** An account that someone can share; Items hold accounts made from it. */
export interface AccountTemplate {
  name: string;
  officialName: string | null;
  mask: string;
  type: AccountType;
  subtype: AccountSubtype;
  balances: PlaidBalance;
  /** Yearly yield in percent. */
  apy?: number;
  numbers?: AccountNumbers;
  business?: boolean;
}

/** Who signs in at a bank: everyone owns the bank's accounts, except who brought their own. */
export interface SandboxPerson {
  microdeposits: boolean;
  /** The accounts of `user_custom`. */
  accounts: AccountTemplate[] | null;
}

/** Multi-factor authentication that a bank asks for, and the round that the person stands in. */
export interface MfaRecord {
  kind: 'device' | 'questions' | 'selections';
  rounds: number;
  /** In each round. */
  questions: number;
  /** To choose from; 0 where the answer is typed in, or is yes or no. */
  options: number;
  /** 0 is the first. */
  round: number;
}

/** The numbers by which a payment reaches an account; which of them exist depends on its country. */
export interface AccountNumbers {
  ach?: { account: string; routing: string; wireRouting: string | null; tokenized: boolean };
  eft?: { account: string; institution: string; branch: string };
  bacs?: { account: string; sortCode: string };
  international?: { iban: string; bic: string };
}

/** Micro-deposits on their way to an account, and the code that proves that they arrived. */
export interface MicroDeposit {
  kind: 'automated' | 'same-day';
  /** When an automated one is given up. */
  expiresAtMs: number | null;
  /** Wrong codes so far; the third locks the Item. */
  wrongCodes: number;
  /** Tell the end by SMS_MICRODEPOSITS_VERIFICATION. */
  sms: boolean;
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
  apy?: number;
  holderCategory: 'personal' | 'business';
  numbers?: AccountNumbers;
  verificationStatus?: VerificationStatus;
  /** What /auth/verify found out about the numbers. */
  verificationInsights?: VerificationInsights;
  /** The owner's name as it was given for verification. */
  verificationName?: string;
  micro?: MicroDeposit;
  /** The person withdrew this account at the bank: it is gone from every answer. */
  revoked?: boolean;
}

/** An Item from its creation to its removal. */
export interface ItemRecord {
  /** The item_id. */
  id: string;
  /** Null when someone typed in an account number instead of signing in at a bank. */
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
  /** When a Sandbox Item falls to ITEM_LOGIN_REQUIRED by itself. */
  loginExpiresAtMs: number;
  consentExpiresAtMs: number | null;
  /** The end of consent that PENDING_EXPIRATION or PENDING_DISCONNECT has told of. */
  consentWarnedForMs: number | null;
  /** How Auth got the numbers; null until it has them. */
  authMethod: AuthMethod | null;
  /** What the person allowed in the portal; null when they never restricted anything. */
  scopes: ConsentScopes | null;
  /** PRODUCT_PERMISSIONS_REQUIRED has told that Auth was refused by these scopes. */
  permissionsRequested: boolean;
  /** When data of each kind was last read. Written with the next change, not by the read. */
  accessedAtMs: Partial<Record<DataScope, number>>;
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

/** A token by which a processor or Stripe reaches one account. */
export interface ProcessorTokenRecord {
  id: string;
  itemId: string;
  accountId: string;
  /** A partner's name, or `stripe`. */
  processor: string;
  /** A Stripe token works once. */
  redeemed: boolean;
}

/** Someone whom /user/create made known. */
export interface UserRecord {
  /** The user_id. */
  id: string;
  clientUserId: string;
  /** Only for users of integrations that began before the newer User API. */
  userToken: string | null;
  identity: ClientUserIdentity | null;
  createdAtMs: number;
  updatedAtMs: number;
}

/** Something that happened to the consent for an Item; outlives the Item. */
export interface ActivityRecord {
  id: string;
  itemId: string;
  createdAtMs: number;
  activity: ActivityType;
  scopes: ConsentScopes | null;
}

/** One step of a micro-deposit through the payment network. */
export interface BankTransferEventRecord {
  /** The event_id in decimal. */
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
  /** Null when an account number was typed in. */
  institution: { institution_id: string; name: string } | null;
  accounts: LinkedAccount[];
}

/** Where a person stands on the Hosted Link page. */
export interface LinkStep {
  institutionId: string | null;
  signedIn: boolean;
  /** Who signed in: their accounts and micro-deposits differ. */
  person: SandboxPerson | null;
  /** What the bank asks before it lets the person in. */
  mfa?: MfaRecord | null;
  /** Why the last try to sign in failed. */
  refusal?: ItemFault | null;
  /** The person types in an account number because their bank is not on the list. */
  manual: boolean;
  /** What the last form got wrong. */
  problem: 'credentials' | 'mfa' | 'accounts' | 'numbers' | 'code' | null;
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
  /** As the application gave them, for /link/token/get. */
  accountFilters: AccountFilters | null;
  institutionData: InstitutionData | null;
  hosted: { completionRedirectUri: string | null } | null;
  multiItem: boolean;
  /** Of tokens of /session/token/create: what groups their sessions. */
  layer?: { sessionGroupId: string } | null;
  /** Same-day micro-deposits, and whether their end is told by SMS_MICRODEPOSITS_VERIFICATION. */
  sameDay: { sms: boolean } | null;
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
