import { deriveItemStatus, stateOfPlaidError } from '../../../src/model/item-status.js';
import { toPlaidError } from '../../../src/plaid/plaid-error.js';

const NO_HINTS = { pendingDisconnect: false, permissionRevoked: false, pendingExpiration: false };
const itemWith = (type: string, code: string) => ({
  error: toPlaidError({ error_type: type, error_code: code, error_message: '', display_message: null }),
});

describe('the state of an Item', () => {
  it.each([
    ['ITEM_ERROR', 'ITEM_LOGIN_REQUIRED', 'LOGIN_REQUIRED', 'REAUTHENTICATE'],
    ['ITEM_ERROR', 'ITEM_LOCKED', 'ERROR', 'REAUTHENTICATE'],
    ['ITEM_ERROR', 'PASSWORD_RESET_REQUIRED', 'ERROR', 'REAUTHENTICATE'],
    ['ITEM_ERROR', 'USER_SETUP_REQUIRED', 'ERROR', 'REAUTHENTICATE'],
    ['ITEM_ERROR', 'USER_PERMISSION_REVOKED', 'PERMISSION_REVOKED', 'RELINK'],
    ['INVALID_INPUT', 'USER_PERMISSION_REVOKED', 'PERMISSION_REVOKED', 'RELINK'],
    ['ITEM_ERROR', 'ITEM_NOT_FOUND', 'PERMISSION_REVOKED', 'RELINK'],
    ['INSTITUTION_ERROR', 'INSTITUTION_DOWN', 'ERROR', 'WAIT'],
    ['INSTITUTION_ERROR', 'A_CODE_OF_TOMORROW', 'ERROR', 'WAIT'],
    ['INSTITUTION_ERROR', 'INSTITUTION_NO_LONGER_SUPPORTED', 'ERROR', 'RELINK'],
    ['API_ERROR', 'INTERNAL_SERVER_ERROR', 'ERROR', 'WAIT'],
    ['ITEM_ERROR', 'A_CODE_OF_TOMORROW', 'ERROR', 'CONTACT_SUPPORT'],
    ['A_TYPE_OF_TOMORROW', 'constructor', 'ERROR', 'CONTACT_SUPPORT'],
  ])('with %s/%s is %s and asks for %s', (type, code, status, requiredAction) => {
    expect(deriveItemStatus(itemWith(type, code), NO_HINTS)).toEqual({ status, requiredAction });
  });

  it.each([
    [{}, 'HEALTHY', 'NONE'],
    [{ pendingExpiration: true }, 'PENDING_EXPIRATION', 'RENEW_CONSENT'],
    [{ pendingDisconnect: true, pendingExpiration: true }, 'PENDING_DISCONNECT', 'RENEW_CONSENT'],
    [{ permissionRevoked: true, pendingDisconnect: true }, 'PERMISSION_REVOKED', 'RELINK'],
  ])('without an error follows the webhooks: %j is %s, %s', (hints, status, requiredAction) => {
    expect(deriveItemStatus({ error: null }, { ...NO_HINTS, ...hints })).toEqual({ status, requiredAction });
  });

  it('is what the error says when webhooks say something too', () => {
    const item = itemWith('ITEM_ERROR', 'ITEM_LOGIN_REQUIRED');
    expect(deriveItemStatus(item, { ...NO_HINTS, pendingDisconnect: true }).status).toBe('LOGIN_REQUIRED');
  });

  it('does not take a name of JavaScript for a code', () => {
    expect(stateOfPlaidError({ errorType: '__proto__', errorCode: 'toString' }).requiredAction).toBe('CONTACT_SUPPORT');
  });
});
