import { type AccessWarnings, nextAccessExpiry } from './access-warning.js';
import type { UnixMs } from './ids.js';
import type { ItemKnowledge, ItemStatus, KnownError, PlaidItem, RequiredAction } from './item.js';
import type { PlaidError } from './plaid-error.js';

/** An Item's state in one word, and what its person should do next. */
export interface ItemState {
  status: ItemStatus;
  requiredAction: RequiredAction;
}

/** The same with the error that it follows from; null: from none. */
export interface ExplainedState extends ItemState {
  error: PlaidError | null;
}

/**
 * Which calls of an Item meet an error, and so prove by their success that it is over. 'token': every call with its access
 * token. 'item': /item/get, and the calls that ask the institution. 'live': only the latter. 'call': only the same call.
 */
export type ErrorReach = 'token' | 'item' | 'live' | 'call';

/** What an error says about the Item whose call brought it. */
export interface ItemProblem {
  state: ItemState;
  reach: ErrorReach;
}

const HEALTHY: ItemState = { status: 'HEALTHY', requiredAction: 'NONE' };
const UNKNOWN: ItemState = { status: 'UNKNOWN', requiredAction: 'WAIT' };
/** Only those who run the gateway can mend it. */
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

/** Plaid's error codes that say something about an Item, by what follows from them. */
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
  // The person first has to finish something at the bank; update mode is how they come back.
  ['ITEM_LOCKED', of(REPAIRABLE, 'live')],
  ['PASSWORD_RESET_REQUIRED', of(REPAIRABLE, 'live')],
  ['USER_SETUP_REQUIRED', of(REPAIRABLE, 'live')],
  // Update mode lets the person share more than they did; each product has its own consent.
  ['ACCESS_NOT_GRANTED', of(REPAIRABLE, 'call')],
  ['ADDITIONAL_CONSENT_REQUIRED', of(REPAIRABLE, 'call')],
  // The accounts are closed or of no use: signing in again brings back the same. Others can be linked.
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
 * Codes about what one call asked for: the Item is as well as it was, and other data of it can be read. Should Plaid
 * ever give one as the error of the Item itself, this is what it means there.
 */
const OF_ONE_PRODUCT = new Map<string, ItemState>([
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

type Coded = Pick<PlaidError, 'errorType' | 'errorCode'>;

/**
 * What an error that a call of an Item brought says about the Item; null: nothing, but about what was asked for, about
 * Plaid, or about us. Codes are matched first, because Plaid files some of them under more than one type. A code of
 * tomorrow is ERROR with CONTACT_SUPPORT, or WAIT when it is the institution's.
 */
export function problemOf({ errorType, errorCode }: Coded): ItemProblem | null {
  const known = PROBLEMS.get(errorCode);
  if (known !== undefined) return known;
  if (OF_ONE_PRODUCT.has(errorCode)) return null;
  if (errorType === 'ITEM_ERROR') return of(SUPPORT, 'call');
  return errorType === 'INSTITUTION_ERROR' ? of(OUTAGE, 'live') : null;
}

/** Types of which every code that is in no table passes by itself. */
const TRANSIENT_TYPES: ReadonlySet<string> = new Set(['INSTITUTION_ERROR', 'API_ERROR', 'RATE_LIMIT_EXCEEDED']);

/** What an error means that Plaid gives as the Item's own, in /item/get. */
export function stateOfPlaidError(error: Coded): ItemState {
  const state = problemOf(error)?.state ?? OF_ONE_PRODUCT.get(error.errorCode);
  return state ?? (TRANSIENT_TYPES.has(error.errorType) ? OUTAGE : SUPPORT);
}

/** What a call of an Item came to. */
export interface CallOutcome {
  /** The path of the endpoint. */
  endpoint: string;
  /** Which errors its success proves to be over, beside its own. */
  proves: Exclude<ErrorReach, 'call'>;
  askedAt: UnixMs;
  answeredAt: UnixMs;
  /** null: a success; of /item/get, that the Item has no error. */
  error: PlaidError | null;
}

/** An error that passes by itself is believed for as long as what is cached of an Item. */
const PASSING_MS = 5 * 60_000;
/** That an error is still there is noted once in a while. */
const REFRESH_MS = 60_000;

const reachOf = (error: Coded): ErrorReach => problemOf(error)?.reach ?? 'call';

const isPassing = ({ error }: KnownError): boolean => stateOfPlaidError(error).requiredAction === 'WAIT';

/** Whether a success proves that an error of another call is over. */
const isProvenOver = (error: Coded, proves: CallOutcome['proves']): boolean => {
  const reach = reachOf(error);
  if (reach === 'token') return true;
  return reach !== 'call' && (proves === 'live' || proves === reach);
};

/** What is known after a call; the same object when it teaches nothing. Of what is older than something known, nothing is learned. */
export function afterCall(known: ItemKnowledge, call: CallOutcome): ItemKnowledge {
  return call.error === null ? afterSuccess(known, call) : afterError(known, { ...call, error: call.error });
}

function afterSuccess(known: ItemKnowledge, { endpoint, proves, askedAt, answeredAt }: CallOutcome): ItemKnowledge {
  const isOver = (one: KnownError): boolean =>
    one.seenAt <= askedAt && (one.endpoint === endpoint || isProvenOver(one.error, proves));
  if (!known.errors.some(isOver)) return known;
  const errors = known.errors.filter((one) => !isOver(one));
  // Only what asks the institution is newer than what /item/get says.
  return { ...known, errors, worksSince: proves === 'live' ? answeredAt : known.worksSince };
}

function afterError(known: ItemKnowledge, call: CallOutcome & { error: PlaidError }): ItemKnowledge {
  const { endpoint, askedAt, answeredAt, error } = call;
  if (known.worksSince !== null && askedAt < known.worksSince) return known;
  const before = known.errors.find((one) => one.endpoint === endpoint);
  const isSame = before?.error.errorCode === error.errorCode;
  if (before !== undefined && (before.seenAt > answeredAt || (isSame && answeredAt - before.seenAt < REFRESH_MS))) {
    return known;
  }
  const noted = { endpoint, error, since: isSame ? before.since : answeredAt, seenAt: answeredAt };
  return { ...known, errors: [...known.errors.filter((one) => one !== before), noted] };
}

/** Whether two states of knowledge differ in more than what passes by itself. */
export function differsLastingly(one: ItemKnowledge, other: ItemKnowledge): boolean {
  const lasting = ({ errors }: ItemKnowledge): string =>
    JSON.stringify(errors.filter((known) => !isPassing(known)).map((known) => [known.endpoint, known.error.errorCode]));
  return lasting(one) !== lasting(other);
}

/** Everything that is known of an Item when its state is told. */
export interface ItemFacts {
  /** The answer of /item/get; null: it was not asked, or could not answer. */
  plaidItem: Pick<PlaidItem, 'error' | 'consentExpirationTime' | 'askedAt'> | null;
  /** What calls of this and earlier operations have taught. */
  known: Pick<ItemKnowledge, 'errors' | 'worksSince'>;
  /** What calls of this very operation brought: it is told beside the state. */
  told: readonly PlaidError[];
  warnings: AccessWarnings;
  /** Plaid refused /item/get for a reason that has nothing to do with the Item and does not pass by itself: wrong keys, for example. */
  isRefused: boolean;
}

/** The error to follow when there are several: what is done about it makes doing something about the others needless. */
const RANK: Record<RequiredAction, number> = {
  RELINK: 5,
  REAUTHENTICATE: 4,
  CONTACT_SUPPORT: 3,
  WAIT: 2,
  RENEW_CONSENT: 1,
  NONE: 0,
};

/**
 * The state of an Item, from all that is known of it. Plaid's error decides, whichever call brought it; without one the Item
 * works, and what remains to be known is whether its access ends soon. A revocation is therefore never believed of a
 * webhook: /item/get says it as an error for as long as it lasts.
 */
export function deriveItemState(facts: ItemFacts, now: UnixMs): ExplainedState {
  const { plaidItem, told, warnings } = facts;
  const errors = [...ownError(facts), ...told, ...rememberedErrors(facts, now)];
  if (plaidItem === null && told.length === 0) return { ...(facts.isRefused ? REFUSED : UNKNOWN), error: null };
  const worst = errors
    .map((error): ExplainedState => ({ ...stateOfPlaidError(error), error }))
    .reduce<ExplainedState | null>((best, one) => (best === null || rank(one) > rank(best) ? one : best), null);
  if (worst !== null) return worst;
  const end = nextAccessExpiry(warnings, plaidItem?.consentExpirationTime ?? null, now);
  if (end === null) return { ...HEALTHY, error: null };
  return { ...(end.kind === 'disconnect' ? DISCONNECTING : EXPIRING), error: null };
}

const rank = ({ requiredAction }: ItemState): number => RANK[requiredAction];

/** The error of /item/get, unless the Item has been seen to work since Plaid was asked for it. */
function ownError({ plaidItem, known }: ItemFacts): PlaidError[] {
  if (plaidItem?.error == null) return [];
  const isOver =
    known.worksSince !== null && known.worksSince >= plaidItem.askedAt && isProvenOver(plaidItem.error, 'live');
  return isOver ? [] : [plaidItem.error];
}

/** Errors of earlier calls that nothing has shown to be over. */
function rememberedErrors({ plaidItem, known }: ItemFacts, now: UnixMs): PlaidError[] {
  return [...known.errors]
    .sort((one, other) => other.seenAt - one.seenAt)
    .filter((one) => !isPassing(one) || now - one.seenAt <= PASSING_MS)
    .filter((one) => plaidItem === null || !isAnsweredBy(plaidItem, one))
    .map(({ error }) => error);
}

/** Whether a newer /item/get says for itself what this error said. */
function isAnsweredBy({ askedAt }: Pick<PlaidItem, 'askedAt'>, { endpoint, seenAt, error }: KnownError): boolean {
  return endpoint === ITEM_GET || (seenAt <= askedAt && isProvenOver(error, 'item'));
}

/** Its error is in its answer, which is at hand wherever the state is told. */
const ITEM_GET = '/item/get';
