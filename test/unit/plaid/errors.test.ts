import fc from 'fast-check';
import { errorOfResponse, errorMappingOf } from '../../../src/plaid/errors.js';
import { toErrorDetails, toPlaidError } from '../../../src/plaid/plaid-error.js';
import { createRedactor } from '../../../src/plaid/redact.js';
import { plaidError } from '../../support/misbehaving-server.js';

describe('a Plaid error as a code of the contract', () => {
  it.each([
    ['ITEM_ERROR', 'ITEM_LOGIN_REQUIRED', 'ITEM_ACTION_REQUIRED', 'REAUTHENTICATE'],
    ['ITEM_ERROR', 'ITEM_LOCKED', 'ITEM_ACTION_REQUIRED', 'REAUTHENTICATE'],
    ['ITEM_ERROR', 'ITEM_NOT_FOUND', 'ITEM_ACTION_REQUIRED', 'RELINK'],
    ['INVALID_INPUT', 'USER_PERMISSION_REVOKED', 'ITEM_ACTION_REQUIRED', 'RELINK'],
    ['ITEM_ERROR', 'A_CODE_OF_TOMORROW', 'ITEM_ACTION_REQUIRED', 'CONTACT_SUPPORT'],
    ['ITEM_ERROR', 'PRODUCT_NOT_READY', 'PRODUCT_NOT_READY', null],
    ['ITEM_ERROR', 'NO_ACCOUNTS', 'ITEM_ACTION_REQUIRED', 'RELINK'],
    ['ITEM_ERROR', 'PRODUCTS_NOT_SUPPORTED', 'PRODUCT_NOT_SUPPORTED', null],
    ['ITEM_ERROR', 'NO_AUTH_ACCOUNTS', 'PRODUCT_NOT_SUPPORTED', null],
    ['INSTITUTION_ERROR', 'INSTITUTION_DOWN', 'UPSTREAM_UNAVAILABLE', 'WAIT'],
    ['API_ERROR', 'INTERNAL_SERVER_ERROR', 'UPSTREAM_UNAVAILABLE', null],
    ['RATE_LIMIT_EXCEEDED', 'A_CODE_OF_TOMORROW', 'UPSTREAM_RATE_LIMITED', null],
    ['RATE_LIMIT_EXCEEDED', 'CREDITS_EXHAUSTED', 'UPSTREAM_RATE_LIMITED', null],
    ['INVALID_INPUT', 'INVALID_ACCESS_TOKEN', 'UPSTREAM_REJECTED', 'RELINK'],
    ['INVALID_INPUT', 'INVALID_LINK_TOKEN', 'UPSTREAM_REJECTED', null],
    ['INVALID_REQUEST', 'UNKNOWN_FIELDS', 'UPSTREAM_REJECTED', null],
    ['A_TYPE_OF_TOMORROW', 'toString', 'UPSTREAM_REJECTED', null],
  ])('%s/%s is %s, %s', (errorType, errorCode, code, requiredAction) => {
    expect(errorMappingOf({ errorType, errorCode })).toEqual({ code, requiredAction });
  });

  it.each([
    [429, 'UPSTREAM_RATE_LIMITED'],
    [500, 'UPSTREAM_UNAVAILABLE'],
    [504, 'UPSTREAM_UNAVAILABLE'],
    [400, 'UPSTREAM_INVALID_RESPONSE'],
    [404, 'UPSTREAM_INVALID_RESPONSE'],
  ])('a status %i without a Plaid error is %s', (status, code) => {
    expect(errorOfResponse({ status, plaid: null, retryAfterMs: null }).code).toBe(code);
  });

  it('has the wait of Retry-After after a rate limit, or a minute without one', () => {
    const plaid = toErrorDetails(plaidError('RATE_LIMIT_EXCEEDED', 'ACCOUNTS_LIMIT'));
    expect(errorOfResponse({ status: 429, plaid, retryAfterMs: 7_000 }).details.retryAfterMs).toBe(7_000);
    expect(errorOfResponse({ status: 429, plaid, retryAfterMs: null }).details.retryAfterMs).toBe(60_000);
  });

  it('follows the status when the Plaid code is unknown', () => {
    const plaid = toErrorDetails(plaidError('NEW_TYPE', 'NEW_CODE'));
    expect(errorOfResponse({ status: 503, plaid, retryAfterMs: null }).code).toBe('UPSTREAM_UNAVAILABLE');
  });
});

const redact = createRedactor(['my-client-id', 'my-secret']);

describe('the exposed part of a Plaid error', () => {
  it('is the allow-listed fields, under our names', () => {
    const body = plaidError('ITEM_ERROR', 'ITEM_LOGIN_REQUIRED', {
      error_code_reason: 'OAUTH_INVALID_TOKEN',
      display_message: 'Sign in again.',
      documentation_url: 'https://plaid.com/docs/errors/item/',
      suggested_action: 'Use update mode.',
      echoed_request: { client_id: 'x' },
    });
    expect(toErrorDetails(body, redact)).toEqual({
      errorType: 'ITEM_ERROR',
      errorCode: 'ITEM_LOGIN_REQUIRED',
      errorCodeReason: 'OAUTH_INVALID_TOKEN',
      displayMessage: 'Sign in again.',
      requestId: 'req123',
      documentationUrl: 'https://plaid.com/docs/errors/item/',
      suggestedAction: 'Use update mode.',
    });
  });

  it.each(['http://plaid.com/x', 'https://plaid.com.example/x', 'https://user@plaid.com/', 'javascript:alert(1)', 7])(
    'has no link except to Plaid over https: %s',
    (url) => {
      const body = plaidError('API_ERROR', 'X', { documentation_url: url });
      expect(toErrorDetails(body, redact)?.documentationUrl).toBeNull();
    },
  );

  it('has no code that does not look like one', () => {
    expect(toErrorDetails(plaidError('ITEM_ERROR', 'access-sandbox-1'), redact)).toBeNull();
    expect(toPlaidError(plaidError('ITEM_ERROR', '<b>'), redact)?.errorCode).toBe('UNKNOWN');
    expect(toErrorDetails({ error_type: null, error_code: {} }, redact)).toBeNull();
  });

  it('never contains a token or our credentials, wherever Plaid echoes them', () => {
    const secret = fc.oneof(
      fc.constantFrom('my-client-id', 'my-secret'),
      fc
        .tuple(
          fc.constantFrom('access', 'public', 'link', 'processor', 'user', 'item-import', 'kind_of_tomorrow'),
          fc.constantFrom('sandbox', 'development', 'production'),
          fc.uuid(),
        )
        .map((parts) => parts.join('-')),
    );
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (token, before, after) => {
        const echo = `${before} ${token} ${after}`;
        const body = {
          error_type: 'ITEM_ERROR',
          error_code: 'ITEM_LOGIN_REQUIRED',
          error_code_reason: token,
          error_message: echo,
          display_message: echo,
          request_id: token,
          documentation_url: `https://plaid.com/?t=${token}`,
          suggested_action: echo,
          causes: [{ [token]: echo, list: [echo, { deep: echo }] }],
          required_account_subtypes: [echo],
        };
        const error = errorOfResponse({ status: 400, plaid: toErrorDetails(body, redact), retryAfterMs: null });
        const shown = JSON.stringify([error, error.message, error.details, toPlaidError(body, redact)]);
        expect(shown).not.toContain(token);
      }),
    );
  });

  it('has a limited length', () => {
    const body = plaidError('API_ERROR', 'X', { display_message: 'x'.repeat(1_000_000) });
    expect(toErrorDetails(body, redact)?.displayMessage?.length).toBeLessThanOrEqual(1_000);
  });

  it('copies no __proto__ key', () => {
    const body: unknown = JSON.parse(
      '{"error_type":"X","error_code":"Y","causes":[{"__proto__":{"polluted":true},"kept":1e400}]}',
    );
    expect(toPlaidError(body, redact)?.causes).toEqual([{ kept: null }]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
