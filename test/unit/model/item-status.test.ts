import type { AccessWarning, AccessWarnings } from '../../../src/model/access-warning.js';
import type { ItemKnowledge, PlaidItem } from '../../../src/model/item.js';
import {
  afterCall,
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
const working = (consentExpirationTime: Date | null = null) => ({ error: null, consentExpirationTime, askedAt: NOW });
const NOTHING: ItemKnowledge = { errors: [], worksSince: null, version: 0 };
const derive = (
  plaidItem: Pick<PlaidItem, 'error' | 'consentExpirationTime' | 'askedAt'> | null,
  warnings: AccessWarnings,
  more: Partial<ItemFacts> = {},
) => {
  const { status, requiredAction } = deriveItemState(
    { plaidItem, known: NOTHING, told: [], warnings, isRefused: false, ...more },
    NOW,
  );
  return { status, requiredAction };
};
const itemWith = (type: string, code: string) => ({
  consentExpirationTime: null,
  askedAt: NOW,
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
    expect(derive(itemWith(type, code), NONE)).toEqual({ status, requiredAction });
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
    expect(derive(working(consentEnd), warnings)).toEqual({ status, requiredAction });
  });

  it('is what the error says when webhooks say something too', () => {
    const item = itemWith('ITEM_ERROR', 'ITEM_LOGIN_REQUIRED');
    expect(derive(item, { ...NONE, disconnect: warning() }).status).toBe('LOGIN_REQUIRED');
  });

  it('does not take a name of JavaScript for a code', () => {
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
  ...{ endpoint, proves: ENDPOINTS[endpoint] ?? 'token', askedAt: at, answeredAt: at },
  error: code === null ? null : errorOf(code),
});
const after = (...calls: CallOutcome[]) => calls.reduce(afterCall, NOTHING);
const codes = ({ errors }: ItemKnowledge) => errors.map(({ error }) => error.errorCode);

describe('what calls teach about an Item', () => {
  it.each([
    ['NO_ACCOUNTS', '/accounts/get', '/item/get', true],
    ['NO_ACCOUNTS', '/accounts/get', '/accounts/get', false],
    ['NO_ACCOUNTS', '/accounts/get', '/auth/get', false],
    ['ITEM_LOGIN_REQUIRED', '/auth/get', '/accounts/get', true],
    ['ITEM_LOGIN_REQUIRED', '/auth/get', '/item/get', false],
    ['ITEM_LOGIN_REQUIRED', '/item/get', '/accounts/balance/get', false],
    ['ACCESS_NOT_GRANTED', '/auth/get', '/accounts/balance/get', true],
    ['INVALID_ACCESS_TOKEN', '/auth/get', '/accounts/get', false],
  ])('%s of %s stands after a later success of %s: %s', (code, failing, succeeding, stands) => {
    expect(codes(after(called(failing, 1, code), called(succeeding, 2)))).toEqual(stands ? [code] : []);
  });

  it('is not undone by a success that was asked for before the error was seen', () => {
    const late = { ...called('/auth/get', 5), askedAt: 1 };
    expect(codes(after(called('/auth/get', 3, 'ITEM_LOCKED'), late))).toEqual(['ITEM_LOCKED']);
  });

  it('is nothing when the call was asked before the Item was seen to work again', () => {
    const repaired = { ...NOTHING, worksSince: 10 };
    expect(afterCall(repaired, called('/accounts/get', 9, 'NO_ACCOUNTS'))).toBe(repaired);
  });

  it('is nothing when the error is about what was asked for', () => {
    const { problem, known } = { problem: 'PRODUCT_NOT_READY', known: after(called('/item/get', 1)) };
    expect(known).toBe(NOTHING);
    expect(stateOfPlaidError(errorOf(problem)).requiredAction).toBe('WAIT');
  });

  it('keeps since when an error is there, and does not change with each time it is met', () => {
    const once = after(called('/accounts/get', 1_000, 'NO_ACCOUNTS'));
    expect(afterCall(once, called('/accounts/get', 2_000, 'NO_ACCOUNTS'))).toBe(once);
    const long = afterCall(once, called('/accounts/get', 100_000, 'NO_ACCOUNTS'));
    expect(long.errors).toMatchObject([{ since: 1_000, seenAt: 100_000 }]);
  });
});

describe('the state of an Item, from all that is known', () => {
  const known = (...calls: CallOutcome[]) => ({ known: after(...calls) });

  it('follows an error that another call brought', () => {
    const facts = known(called('/accounts/get', NOW - 1, 'NO_ACCOUNTS'));
    expect(derive(working(), NONE, facts)).toEqual({ status: 'ERROR', requiredAction: 'RELINK' });
  });

  it('believes an error that passes by itself for five minutes', () => {
    const down = (at: number) => known({ ...called('/auth/get', at), error: errorOf('X', 'INSTITUTION_ERROR') });
    expect(derive(working(), NONE, down(NOW - 4 * 60_000)).requiredAction).toBe('WAIT');
    expect(derive(working(), NONE, down(NOW - 6 * 60_000)).requiredAction).toBe('NONE');
  });

  it('believes /item/get about a login that a call before it was refused for', () => {
    const facts = known(called('/auth/get', NOW - 1, 'ITEM_LOGIN_REQUIRED'));
    expect(derive(working(), NONE, facts).status).toBe('HEALTHY');
  });

  it('does not believe an old /item/get about a login that has been seen to work since', () => {
    const old = { ...itemWith('ITEM_ERROR', 'ITEM_LOGIN_REQUIRED'), askedAt: NOW - 10 };
    expect(derive(old, NONE).status).toBe('LOGIN_REQUIRED');
    expect(derive(old, NONE, { known: { ...NOTHING, worksSince: NOW - 5 } }).status).toBe('HEALTHY');
    expect(derive(old, NONE, { known: { ...NOTHING, worksSince: NOW - 15 } }).status).toBe('LOGIN_REQUIRED');
  });

  it('says what the answer says in its errors, whatever was found out since', () => {
    const told = [errorOf('ITEM_LOGIN_REQUIRED')];
    const known = { ...NOTHING, worksSince: NOW };
    expect(derive(working(), NONE, { told, known }).status).toBe('LOGIN_REQUIRED');
    expect(derive(null, NONE, { told }).status).toBe('LOGIN_REQUIRED');
    expect(derive(null, NONE)).toEqual({ status: 'UNKNOWN', requiredAction: 'WAIT' });
  });

  it('follows the error beside which doing something about the others is needless', () => {
    const login = itemWith('ITEM_ERROR', 'ITEM_LOGIN_REQUIRED');
    expect(derive(login, NONE, { told: [errorOf('NO_ACCOUNTS')] }).requiredAction).toBe('RELINK');
    expect(derive(login, NONE, { told: [errorOf('X', 'INSTITUTION_ERROR')] }).requiredAction).toBe('REAUTHENTICATE');
  });
});
