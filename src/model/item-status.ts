import { type AccessWarnings, nearestEnd } from './access-warning.js';
import type { UnixMs } from './ids.js';
import type { ItemStatus, PlaidItem, RequiredAction } from './item.js';

/** An Item's state in one word, and what its person should do next. */
export interface ItemState {
  status: ItemStatus;
  requiredAction: RequiredAction;
}

const HEALTHY: ItemState = { status: 'HEALTHY', requiredAction: 'NONE' };
const LOGIN: ItemState = { status: 'LOGIN_REQUIRED', requiredAction: 'REAUTHENTICATE' };
const REVOKED: ItemState = { status: 'PERMISSION_REVOKED', requiredAction: 'RELINK' };
const DISCONNECTING: ItemState = { status: 'PENDING_DISCONNECT', requiredAction: 'RENEW_CONSENT' };
const EXPIRING: ItemState = { status: 'PENDING_EXPIRATION', requiredAction: 'RENEW_CONSENT' };
const REPAIRABLE: ItemState = { status: 'ERROR', requiredAction: 'REAUTHENTICATE' };
const LOST: ItemState = { status: 'ERROR', requiredAction: 'RELINK' };
const DOWN: ItemState = { status: 'ERROR', requiredAction: 'WAIT' };
const UNCLEAR: ItemState = { status: 'ERROR', requiredAction: 'CONTACT_SUPPORT' };

/** Plaid's error codes that say something about an Item, by what follows from them. */
const STATES = new Map<string, ItemState>([
  ['ITEM_LOGIN_REQUIRED', LOGIN],
  ['INVALID_CREDENTIALS', LOGIN],
  ['INVALID_MFA', LOGIN],
  ['INSUFFICIENT_CREDENTIALS', LOGIN],
  ['INVALID_OTP', LOGIN],
  ['INVALID_PHONE_NUMBER', LOGIN],
  ['INVALID_SEND_METHOD', LOGIN],
  ['INVALID_UPDATED_USERNAME', LOGIN],
  ['USER_INPUT_TIMEOUT', LOGIN],
  // The person first has to finish something at the bank; update mode is how they come back.
  ['ITEM_LOCKED', REPAIRABLE],
  ['PASSWORD_RESET_REQUIRED', REPAIRABLE],
  ['USER_SETUP_REQUIRED', REPAIRABLE],
  // Update mode lets the person share more than they did.
  ['ACCESS_NOT_GRANTED', REPAIRABLE],
  ['ADDITIONAL_CONSENT_REQUIRED', REPAIRABLE],
  ['NO_ACCOUNTS', REPAIRABLE],
  ['USER_PERMISSION_REVOKED', REVOKED],
  ['ITEM_NOT_FOUND', REVOKED],
  ['ITEM_CONCURRENTLY_DELETED', REVOKED],
  ['INVALID_ACCESS_TOKEN', LOST],
  ['ITEM_NOT_SUPPORTED', LOST],
  ['MFA_NOT_SUPPORTED', LOST],
  ['TOO_MANY_VERIFICATION_ATTEMPTS', LOST],
  ['INSTITUTION_NO_LONGER_SUPPORTED', LOST],
  ['INSTITUTION_NOT_ENABLED_IN_ENVIRONMENT', UNCLEAR],
  ['INSTITUTION_REGISTRATION_REQUIRED', UNCLEAR],
  ['UNAUTHORIZED_INSTITUTION', UNCLEAR],
  ['UNSUPPORTED_RESPONSE', UNCLEAR],
]);

/** Error types whose every other code means: wait, nobody can do anything. */
const PASSING_TYPES: ReadonlySet<string> = new Set(['INSTITUTION_ERROR', 'API_ERROR', 'RATE_LIMIT_EXCEEDED']);

/**
 * What an error of Plaid's means for the Item it is about. Codes are matched first, because Plaid files some of them under
 * more than one type. A code added tomorrow is ERROR with CONTACT_SUPPORT, or WAIT when its type passes by itself.
 */
export function stateOfPlaidError(error: { errorType: string; errorCode: string }): ItemState {
  return STATES.get(error.errorCode) ?? (PASSING_TYPES.has(error.errorType) ? DOWN : UNCLEAR);
}

/**
 * The state of an Item. Plaid's error decides; without one the Item works, and what remains to be known is whether its access
 * ends soon. A revocation is therefore never believed of a webhook: /item/get says it as an error for as long as it lasts.
 */
export function deriveItemStatus(
  plaidItem: Pick<PlaidItem, 'error' | 'consentExpirationTime'>,
  warnings: AccessWarnings,
  now: UnixMs,
): ItemState {
  if (plaidItem.error !== null) return stateOfPlaidError(plaidItem.error);
  const end = nearestEnd(warnings, plaidItem.consentExpirationTime, now);
  if (end === null) return HEALTHY;
  return end.word === 'disconnect' ? DISCONNECTING : EXPIRING;
}
