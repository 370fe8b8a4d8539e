import { afterCall } from '../../../src/loaders/known-item-errors.js';
import type { AccessWarning, AccessWarnings } from '../../../src/model/access-warning.js';
import type { ItemKnowledge, PlaidItem } from '../../../src/model/item.js';
import {
  type CallOutcome,
  deriveItemState,
  type ItemFacts,
  stateOfPlaidError,
} from '../../../src/model/item-status.js';
import { toPlaidError } from '../../../src/plaid/plaid-error.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 2, 1);
const inDays = (days: number) => new Date(NOW + days * DAY_MS);
const NONE: AccessWarnings = { disconnect: null, expiration: null };
const warning = (more: Partial<AccessWarning> = {}): AccessWarning => ({
  ...{ endsAt: inDays(7), endsWithConsent: true, receivedAt: NOW, repairedSince: false },
  ...more,
});
const working = (consentExpirationTime: Date | null = null) => ({
  error: null,
  consentExpirationTime,
  requestedAt: NOW,
});
const NOTHING: ItemKnowledge = { errors: [], worksSince: null, version: 0 };
const derive = (
  plaidItem: Pick<PlaidItem, 'error' | 'consentExpirationTime' | 'requestedAt'> | null,
  warnings: AccessWarnings,
  more: Partial<ItemFacts> = {},
) => {
  const { status, requiredAction } = deriveItemState(
    { plaidItem, known: NOTHING, reported: [], warnings, isRefused: false, ...more },
    NOW,
  );
  return { status, requiredAction };
};
const itemWith = (type: string, code: string) => ({
  consentExpirationTime: null,
  requestedAt: NOW,
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
    ['INSTITUTION_ERROR', 'A_FUTURE_CODE', 'ERROR', 'WAIT'],
    ['INSTITUTION_ERROR', 'INSTITUTION_NO_LONGER_SUPPORTED', 'ERROR', 'RELINK'],
    ['API_ERROR', 'INTERNAL_SERVER_ERROR', 'ERROR', 'WAIT'],
    ['ITEM_ERROR', 'A_FUTURE_CODE', 'ERROR', 'CONTACT_SUPPORT'],
    ['A_FUTURE_TYPE', 'constructor', 'ERROR', 'CONTACT_SUPPORT'],
  ])('is derived from an error: %s/%s gives %s and %s', (type, code, status, requiredAction) => {
    expect(derive(itemWith(type, code), NONE)).toEqual({ status, requiredAction });
  });

  it.each<[string, AccessWarnings, Date | null, string]>([
    ['nothing', NONE, null, 'HEALTHY'],
    ['an expiration warning', { ...NONE, expiration: warning() }, null, 'PENDING_EXPIRATION'],
    ['a warning without a date', { ...NONE, expiration: warning({ endsAt: null }) }, null, 'PENDING_EXPIRATION'],
    ['both warnings', { disconnect: warning(), expiration: warning() }, null, 'PENDING_DISCONNECT'],
    ['a repair after the warning', { ...NONE, disconnect: warning({ repairedSince: true }) }, null, 'HEALTHY'],
    [
      'an announced time that has passed',
      { ...NONE, disconnect: warning({ endsAt: inDays(-1), receivedAt: NOW - 8 * DAY_MS }) },
      null,
      'HEALTHY',
    ],
    [
      'an announced time that had passed when the webhook arrived',
      { ...NONE, disconnect: warning({ endsAt: inDays(-1) }) },
      null,
      'PENDING_DISCONNECT',
    ],
    ['consent that was renewed', { ...NONE, disconnect: warning() }, inDays(180), 'HEALTHY'],
    [
      'a repair, but consent that still expires as announced',
      { ...NONE, disconnect: warning({ repairedSince: true }) },
      inDays(7),
      'PENDING_DISCONNECT',
    ],
    [
      'an institution migration, whatever the consent',
      { ...NONE, disconnect: warning({ endsWithConsent: false }) },
      inDays(180),
      'PENDING_DISCONNECT',
    ],
    ['consent that expires soon, without a webhook', NONE, inDays(7), 'PENDING_EXPIRATION'],
    [
      'consent that expires soon, after an older disconnect warning',
      { ...NONE, disconnect: warning({ endsAt: inDays(2) }) },
      inDays(7),
      'PENDING_DISCONNECT',
    ],
    ['consent that expires in eight days', NONE, inDays(8), 'HEALTHY'],
  ])('is derived from /item/get and the webhooks if there is no error: %s', (_what, warnings, consentEnd, status) => {
    const requiredAction = status === 'HEALTHY' ? 'NONE' : 'RENEW_CONSENT';
    expect(derive(working(consentEnd), warnings)).toEqual({ status, requiredAction });
  });

  it('is derived from the error even if there are warnings', () => {
    const item = itemWith('ITEM_ERROR', 'ITEM_LOGIN_REQUIRED');
    expect(derive(item, { ...NONE, disconnect: warning() }).status).toBe('LOGIN_REQUIRED');
  });

  it('does not mistake a property of Object.prototype for an error code', () => {
    expect(stateOfPlaidError({ errorType: '__proto__', errorCode: 'toString' }).requiredAction).toBe('CONTACT_SUPPORT');
  });
});

const errorOf = (code: string, type = 'ITEM_ERROR') => {
  const { error } = itemWith(type, code);
  if (error === null) throw new Error(code);
  return error;
};
const ENDPOINTS: Record<string, CallOutcome['proves']> = {
  '/item/get': 'item',
  '/accounts/get': 'token',
  '/accounts/balance/get': 'live',
  '/auth/get': 'live',
};
/** A call that took no time. */
const called = (endpoint: string, at: number, code: string | null = null): CallOutcome => ({
  ...{ endpoint, proves: ENDPOINTS[endpoint] ?? 'token', requestedAt: at, respondedAt: at },
  error: code === null ? null : errorOf(code),
});
const after = (...calls: CallOutcome[]) => calls.reduce(afterCall, NOTHING);
const codes = ({ errors }: ItemKnowledge) => errors.map(({ error }) => error.errorCode);

describe('what is known after Plaid calls for an Item', () => {
  it.each([
    ['NO_ACCOUNTS', '/accounts/get', '/item/get', true],
    ['NO_ACCOUNTS', '/accounts/get', '/accounts/get', false],
    ['NO_ACCOUNTS', '/accounts/get', '/auth/get', false],
    ['ITEM_LOGIN_REQUIRED', '/auth/get', '/accounts/get', true],
    ['ITEM_LOGIN_REQUIRED', '/auth/get', '/item/get', false],
    ['ITEM_LOGIN_REQUIRED', '/item/get', '/accounts/balance/get', false],
    ['ACCESS_NOT_GRANTED', '/auth/get', '/accounts/balance/get', true],
    ['INVALID_ACCESS_TOKEN', '/auth/get', '/accounts/get', false],
  ])('%s from %s remains after a later success of %s: %s', (code, failing, succeeding, stands) => {
    expect(codes(after(called(failing, 1, code), called(succeeding, 2)))).toEqual(stands ? [code] : []);
  });

  it('does not drop an error for a success that was requested before the error was seen', () => {
    const late = { ...called('/auth/get', 5), requestedAt: 1 };
    expect(codes(after(called('/auth/get', 3, 'ITEM_LOCKED'), late))).toEqual(['ITEM_LOCKED']);
  });

  it('ignores an error of a call that was sent before the Item was seen to work again', () => {
    const repaired = { ...NOTHING, worksSince: 10 };
    expect(afterCall(repaired, called('/accounts/get', 9, 'NO_ACCOUNTS'))).toBe(repaired);
  });

  it('ignores an error about a product', () => {
    const { problem, known } = { problem: 'PRODUCT_NOT_READY', known: after(called('/item/get', 1)) };
    expect(known).toBe(NOTHING);
    expect(stateOfPlaidError(errorOf(problem)).requiredAction).toBe('WAIT');
  });

  it('retains the time when an error was first seen, however often it occurs again', () => {
    const once = after(called('/accounts/get', 1_000, 'NO_ACCOUNTS'));
    expect(afterCall(once, called('/accounts/get', 2_000, 'NO_ACCOUNTS'))).toBe(once);
    const long = afterCall(once, called('/accounts/get', 100_000, 'NO_ACCOUNTS'));
    expect(long.errors).toMatchObject([{ since: 1_000, seenAt: 100_000 }]);
  });
});

describe('the state of an Item with known errors', () => {
  const known = (...calls: CallOutcome[]) => ({ known: after(...calls) });

  it('is derived from an error of another call', () => {
    const facts = known(called('/accounts/get', NOW - 1, 'NO_ACCOUNTS'));
    expect(derive(working(), NONE, facts)).toEqual({ status: 'ERROR', requiredAction: 'RELINK' });
  });

  it('uses a temporary error for five minutes', () => {
    const down = (at: number) => known({ ...called('/auth/get', at), error: errorOf('X', 'INSTITUTION_ERROR') });
    expect(derive(working(), NONE, down(NOW - 4 * 60_000)).requiredAction).toBe('WAIT');
    expect(derive(working(), NONE, down(NOW - 6 * 60_000)).requiredAction).toBe('NONE');
  });

  it('ignores an earlier login error if a newer /item/get reports none', () => {
    const facts = known(called('/auth/get', NOW - 1, 'ITEM_LOGIN_REQUIRED'));
    expect(derive(working(), NONE, facts).status).toBe('HEALTHY');
  });

  it('ignores the login error of an old /item/get if the login has worked since', () => {
    const old = { ...itemWith('ITEM_ERROR', 'ITEM_LOGIN_REQUIRED'), requestedAt: NOW - 10 };
    expect(derive(old, NONE).status).toBe('LOGIN_REQUIRED');
    expect(derive(old, NONE, { known: { ...NOTHING, worksSince: NOW - 5 } }).status).toBe('HEALTHY');
    expect(derive(old, NONE, { known: { ...NOTHING, worksSince: NOW - 15 } }).status).toBe('LOGIN_REQUIRED');
  });

  it('matches the errors in the same response, whatever became known since', () => {
    const reported = [errorOf('ITEM_LOGIN_REQUIRED')];
    const known = { ...NOTHING, worksSince: NOW };
    expect(derive(working(), NONE, { reported, known }).status).toBe('LOGIN_REQUIRED');
    expect(derive(null, NONE, { reported }).status).toBe('LOGIN_REQUIRED');
    expect(derive(null, NONE)).toEqual({ status: 'UNKNOWN', requiredAction: 'WAIT' });
  });

  it('is derived from the error whose resolution resolves the others', () => {
    const login = itemWith('ITEM_ERROR', 'ITEM_LOGIN_REQUIRED');
    expect(derive(login, NONE, { reported: [errorOf('NO_ACCOUNTS')] }).requiredAction).toBe('RELINK');
    expect(derive(login, NONE, { reported: [errorOf('X', 'INSTITUTION_ERROR')] }).requiredAction).toBe(
      'REAUTHENTICATE',
    );
  });
});
