import { type AccessWarnings, nextAccessExpiry } from './access-warning.js';
import type { UnixMs } from './ids.js';
import type { ItemKnowledge, ItemStatus, KnownError, PlaidItem, RequiredAction } from './item.js';
import type { PlaidError } from './plaid-error.js';

/** The status of an Item, and what the end user should do next. */
export interface ItemState {
  status: ItemStatus;
  requiredAction: RequiredAction;
}

/** A state with the error that it is derived from; null if there is none. */
export interface ExplainedState extends ItemState {
  error: PlaidError | null;
}

/**
 * Which Plaid calls fail with an error; the success of such a call proves that the error is resolved. 'token': all calls with
 * the access token. 'item': /item/get and live calls, which contact the institution. 'live': only live calls. 'call': only
 * calls of the same endpoint.
 */
export type ErrorReach = 'token' | 'item' | 'live' | 'call';

/** What an error says about the Item. */
export interface ItemProblem {
  state: ItemState;
  reach: ErrorReach;
}

const HEALTHY: ItemState = { status: 'HEALTHY', requiredAction: 'NONE' };
const UNKNOWN: ItemState = { status: 'UNKNOWN', requiredAction: 'WAIT' };
/** Only the operator of the gateway can fix this. */
const REFUSED: ItemState = { status: 'UNKNOWN', requiredAction: 'CONTACT_SUPPORT' };
const LOGIN: ItemState = { status: 'LOGIN_REQUIRED', requiredAction: 'REAUTHENTICATE' };
const REVOKED: ItemState = { status: 'PERMISSION_REVOKED', requiredAction: 'RELINK' };
const DISCONNECTING: ItemState = { status: 'PENDING_DISCONNECT', requiredAction: 'RENEW_CONSENT' };
const EXPIRING: ItemState = { status: 'PENDING_EXPIRATION', requiredAction: 'RENEW_CONSENT' };
const REPAIRABLE: ItemState = { status: 'ERROR', requiredAction: 'REAUTHENTICATE' };
const RELINK: ItemState = { status: 'ERROR', requiredAction: 'RELINK' };
const OUTAGE: ItemState = { status: 'ERROR', requiredAction: 'WAIT' };
const SUPPORT: ItemState = { status: 'ERROR', requiredAction: 'CONTACT_SUPPORT' };

const of = (state: ItemState, reach: ErrorReach): ItemProblem => ({ state, reach });

/** Plaid's error codes that determine the state of an Item. */
const PROBLEMS = new Map<string, ItemProblem>([
  ['ITEM_LOGIN_REQUIRED', of(LOGIN, 'item')],
  ['INVALID_CREDENTIALS', of(LOGIN, 'item')],
  ['INVALID_MFA', of(LOGIN, 'item')],
  ['INSUFFICIENT_CREDENTIALS', of(LOGIN, 'item')],
  ['INVALID_OTP', of(LOGIN, 'item')],
  ['INVALID_PHONE_NUMBER', of(LOGIN, 'item')],
  ['INVALID_SEND_METHOD', of(LOGIN, 'item')],
  ['INVALID_UPDATED_USERNAME', of(LOGIN, 'item')],
  ['USER_INPUT_TIMEOUT', of(LOGIN, 'item')],
  // The end user must first act at the institution, then use update mode.
  ['ITEM_LOCKED', of(REPAIRABLE, 'live')],
  ['PASSWORD_RESET_REQUIRED', of(REPAIRABLE, 'live')],
  ['USER_SETUP_REQUIRED', of(REPAIRABLE, 'live')],
  // Update mode lets the end user share more. Each product has its own consent.
  ['ACCESS_NOT_GRANTED', of(REPAIRABLE, 'call')],
  ['ADDITIONAL_CONSENT_REQUIRED', of(REPAIRABLE, 'call')],
  // The accounts are closed or not usable. Logging in again would return the same ones; others can be linked.
  ['NO_ACCOUNTS', of(RELINK, 'live')],
  ['USER_PERMISSION_REVOKED', of(REVOKED, 'item')],
  ['ITEM_NOT_FOUND', of(REVOKED, 'token')],
  ['ITEM_CONCURRENTLY_DELETED', of(REVOKED, 'token')],
  ['INVALID_ACCESS_TOKEN', of(RELINK, 'token')],
  ['ITEM_NOT_SUPPORTED', of(RELINK, 'live')],
  ['MFA_NOT_SUPPORTED', of(RELINK, 'live')],
  ['TOO_MANY_VERIFICATION_ATTEMPTS', of(RELINK, 'call')],
  ['INSTITUTION_NO_LONGER_SUPPORTED', of(RELINK, 'live')],
  ['INSTITUTION_NOT_ENABLED_IN_ENVIRONMENT', of(SUPPORT, 'live')],
  ['INSTITUTION_REGISTRATION_REQUIRED', of(SUPPORT, 'live')],
  ['INSTITUTION_NOT_FOUND', of(SUPPORT, 'live')],
  ['UNAUTHORIZED_INSTITUTION', of(SUPPORT, 'live')],
  ['UNSUPPORTED_RESPONSE', of(SUPPORT, 'live')],
]);

/**
 * Codes about one product. The Item itself works, and its other data can be read. The states apply only if Plaid reports
 * such a code as the error of the Item itself.
 */
const PRODUCT_PROBLEMS = new Map<string, ItemState>([
  ['PRODUCT_NOT_READY', OUTAGE],
  ['PRODUCTS_NOT_SUPPORTED', SUPPORT],
  ['PRODUCT_NOT_ENABLED', SUPPORT],
  ['PRODUCT_UNAVAILABLE', SUPPORT],
  ['INSTANT_MATCH_FAILED', RELINK],
  ['NO_AUTH_ACCOUNTS', RELINK],
  ['NO_LIABILITY_ACCOUNTS', RELINK],
  ['NO_INVESTMENT_ACCOUNTS', RELINK],
  ['NO_INVESTMENT_AUTH_ACCOUNTS', RELINK],
]);

type ErrorCodes = Pick<PlaidError, 'errorType' | 'errorCode'>;

/**
 * What an error of a Plaid call says about the Item; null if it is about the request, Plaid or the gateway. The code is
 * matched before the type, because Plaid uses some codes with several types. An unknown code is ERROR with CONTACT_SUPPORT,
 * or with WAIT if its type is INSTITUTION_ERROR.
 */
export function problemOf({ errorType, errorCode }: ErrorCodes): ItemProblem | null {
  const known = PROBLEMS.get(errorCode);
  if (known !== undefined) return known;
  if (PRODUCT_PROBLEMS.has(errorCode)) return null;
  if (errorType === 'ITEM_ERROR') return of(SUPPORT, 'call');
  return errorType === 'INSTITUTION_ERROR' ? of(OUTAGE, 'live') : null;
}

/** Error types that are temporary unless a table above says otherwise. */
const TRANSIENT_TYPES: ReadonlySet<string> = new Set(['INSTITUTION_ERROR', 'API_ERROR', 'RATE_LIMIT_EXCEEDED']);

/** The state that follows from an error in /item/get, which Plaid reports as the Item's own. */
export function stateOfPlaidError(error: ErrorCodes): ItemState {
  const state = problemOf(error)?.state ?? PRODUCT_PROBLEMS.get(error.errorCode);
  return state ?? (TRANSIENT_TYPES.has(error.errorType) ? OUTAGE : SUPPORT);
}

/** The result of a Plaid call for an Item. */
export interface CallOutcome {
  /** The path of the endpoint. */
  endpoint: string;
  /** Which errors its success resolves, in addition to those of the same endpoint. */
  proves: Exclude<ErrorReach, 'call'>;
  requestedAt: UnixMs;
  respondedAt: UnixMs;
  /** Null if the call succeeded. For /item/get, null if the Item has no error. */
  error: PlaidError | null;
}

/** How long a temporary error counts: as long as /item/get is cached. */
const TRANSIENT_ERROR_MS = 5 * 60_000;

/** Whether an error resolves itself: the Item only has to wait. */
export function isTransient({ error }: KnownError): boolean {
  return stateOfPlaidError(error).requiredAction === 'WAIT';
}

/** Whether a successful call proves that an error of another endpoint is resolved. */
export function isResolvedBy(error: ErrorCodes, proves: CallOutcome['proves']): boolean {
  const reach = problemOf(error)?.reach ?? 'call';
  if (reach === 'token') return true;
  return reach !== 'call' && (proves === 'live' || proves === reach);
}

/** Everything that the state of an Item is derived from. */
export interface ItemFacts {
  /** The response of /item/get; null if it was not called or failed. */
  plaidItem: Pick<PlaidItem, 'error' | 'consentExpirationTime' | 'requestedAt'> | null;
  /** What Plaid calls of this and earlier operations said. */
  known: Pick<ItemKnowledge, 'errors' | 'worksSince'>;
  /** Errors of Plaid calls in this operation, which are returned in the same response. */
  reported: readonly PlaidError[];
  warnings: AccessWarnings;
  /** Plaid rejected /item/get for a permanent reason unrelated to the Item, such as wrong API keys. */
  isRefused: boolean;
}

/** If there are several errors, the one with the highest rank counts: resolving it resolves the others. */
const RANK: Record<RequiredAction, number> = {
  RELINK: 5,
  REAUTHENTICATE: 4,
  CONTACT_SUPPORT: 3,
  WAIT: 2,
  RENEW_CONSENT: 1,
  NONE: 0,
};

/**
 * Derives the state of an Item. An error from any Plaid call determines the state. Without an error the Item works, unless
 * its access ends soon. A revocation is never taken from a webhook alone, because /item/get reports it as an error for as long as it
 * lasts.
 */
export function deriveItemState(facts: ItemFacts, now: UnixMs): ExplainedState {
  const { plaidItem, reported, warnings } = facts;
  const errors = [...ownError(facts), ...reported, ...rememberedErrors(facts, now)];
  if (plaidItem === null && reported.length === 0) return { ...(facts.isRefused ? REFUSED : UNKNOWN), error: null };
  const worst = errors
    .map((error): ExplainedState => ({ ...stateOfPlaidError(error), error }))
    .reduce<ExplainedState | null>((best, one) => (best === null || rank(one) > rank(best) ? one : best), null);
  if (worst !== null) return worst;
  const expiry = nextAccessExpiry(warnings, plaidItem?.consentExpirationTime ?? null, now);
  if (expiry === null) return { ...HEALTHY, error: null };
  return { ...(expiry.kind === 'disconnect' ? DISCONNECTING : EXPIRING), error: null };
}

function rank({ requiredAction }: ItemState): number {
  return RANK[requiredAction];
}

/** The error of /item/get, unless a later call proved that it is resolved. */
function ownError({ plaidItem, known }: ItemFacts): PlaidError[] {
  if (plaidItem?.error == null) return [];
  const isResolved =
    known.worksSince !== null && known.worksSince >= plaidItem.requestedAt && isResolvedBy(plaidItem.error, 'live');
  return isResolved ? [] : [plaidItem.error];
}

/** Errors of earlier calls that are not resolved, newest first. */
function rememberedErrors({ plaidItem, known }: ItemFacts, now: UnixMs): PlaidError[] {
  return [...known.errors]
    .sort((one, other) => other.seenAt - one.seenAt)
    .filter((one) => !isTransient(one) || now - one.seenAt <= TRANSIENT_ERROR_MS)
    .filter((one) => plaidItem === null || !isSuperseded(plaidItem, one))
    .map(({ error }) => error);
}

/** Whether a newer response of /item/get supersedes this error. */
function isSuperseded(
  { requestedAt }: Pick<PlaidItem, 'requestedAt'>,
  { endpoint, seenAt, error }: KnownError,
): boolean {
  // The response of /item/get contains its own error.
  return endpoint === '/item/get' || (seenAt <= requestedAt && isResolvedBy(error, 'item'));
}
