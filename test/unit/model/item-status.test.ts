import type { AccessWarning, AccessWarnings } from '../../../src/model/access-warning.js';
import { deriveItemStatus, stateOfPlaidError } from '../../../src/model/item-status.js';
import { toPlaidError } from '../../../src/plaid/plaid-error.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 2, 1);
const inDays = (days: number) => new Date(NOW + days * DAY_MS);
const NONE: AccessWarnings = { disconnect: null, expiration: null };
const warning = (more: Partial<AccessWarning> = {}): AccessWarning => ({
  ...{ endsAt: inDays(7), endsWithConsent: true, receivedAt: NOW, repairedSince: false },
  ...more,
});
const working = (consentExpirationTime: Date | null = null) => ({ error: null, consentExpirationTime });
const itemWith = (type: string, code: string) => ({
  consentExpirationTime: null,
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
    expect(deriveItemStatus(itemWith(type, code), NONE, NOW)).toEqual({ status, requiredAction });
  });

  it.each<[string, AccessWarnings, Date | null, string]>([
    ['nothing', NONE, null, 'HEALTHY'],
    ['a warning of an expiration', { ...NONE, expiration: warning() }, null, 'PENDING_EXPIRATION'],
    ['a warning without a date', { ...NONE, expiration: warning({ endsAt: null }) }, null, 'PENDING_EXPIRATION'],
    ['both warnings', { disconnect: warning(), expiration: warning() }, null, 'PENDING_DISCONNECT'],
    ['a repair behind the warning', { ...NONE, disconnect: warning({ repairedSince: true }) }, null, 'HEALTHY'],
    [
      'a day that passed',
      { ...NONE, disconnect: warning({ endsAt: inDays(-1), receivedAt: NOW - 8 * DAY_MS }) },
      null,
      'HEALTHY',
    ],
    [
      'a day past when it was told',
      { ...NONE, disconnect: warning({ endsAt: inDays(-1) }) },
      null,
      'PENDING_DISCONNECT',
    ],
    ['consent that ends later by now', { ...NONE, disconnect: warning() }, inDays(180), 'HEALTHY'],
    [
      'a repair, and consent that ends as warned',
      { ...NONE, disconnect: warning({ repairedSince: true }) },
      inDays(7),
      'PENDING_DISCONNECT',
    ],
    [
      'an institution that moves, whatever the consent',
      { ...NONE, disconnect: warning({ endsWithConsent: false }) },
      inDays(180),
      'PENDING_DISCONNECT',
    ],
    ['consent that ends soon, and no webhook', NONE, inDays(7), 'PENDING_EXPIRATION'],
    [
      'consent that ends soon, and an older warning last',
      { ...NONE, disconnect: warning({ endsAt: inDays(2) }) },
      inDays(7),
      'PENDING_DISCONNECT',
    ],
    ['consent that ends in eight days', NONE, inDays(8), 'HEALTHY'],
  ])('without an error follows Plaid, then the webhooks: %s', (_what, warnings, consentEnd, status) => {
    const requiredAction = status === 'HEALTHY' ? 'NONE' : 'RENEW_CONSENT';
    expect(deriveItemStatus(working(consentEnd), warnings, NOW)).toEqual({ status, requiredAction });
  });

  it('is what the error says when webhooks say something too', () => {
    const item = itemWith('ITEM_ERROR', 'ITEM_LOGIN_REQUIRED');
    expect(deriveItemStatus(item, { ...NONE, disconnect: warning() }, NOW).status).toBe('LOGIN_REQUIRED');
  });

  it('does not take a name of JavaScript for a code', () => {
    expect(stateOfPlaidError({ errorType: '__proto__', errorCode: 'toString' }).requiredAction).toBe('CONTACT_SUPPORT');
  });
});
