import { asItemId, asSealed } from '../../../src/model/ids.js';
import { toAccounts } from '../../../src/plaid/endpoints/accounts-get.js';
import { toAuthNumbers } from '../../../src/plaid/endpoints/auth-get.js';
import { toPlaidItem } from '../../../src/plaid/endpoints/item-get.js';
import { toPlaidLinkSession } from '../../../src/plaid/endpoints/link-token-get.js';
import { toBankTransferEvents } from '../../../src/plaid/endpoints/bank-transfer-events.js';
import { toPlaidError } from '../../../src/plaid/plaid-error.js';
import { removeTokens } from '../../../src/plaid/redact.js';
import { toWebhookVerificationKey } from '../../../src/plaid/endpoints/webhook-verification-key-get.js';

const ITEM = asItemId('item-1');
const ASKED = { itemId: ITEM, requestedAt: 1_000, redact: removeTokens };
const invalid = expect.objectContaining({ code: 'UPSTREAM_INVALID_RESPONSE' }) as Error;

const balances = { available: 1.5, current: 2, limit: null, iso_currency_code: 'USD', unofficial_currency_code: null };
const account = {
  account_id: 'acc-1',
  name: 'Checking',
  mask: '0000',
  type: 'depository',
  subtype: 'checking',
  balances,
};

describe('accounts', () => {
  const only = (wire: Record<string, unknown>) => toAccounts({ accounts: [wire] }, ITEM)[0];

  it('have the values that Plaid returns, and null where it returns none', () => {
    expect(only(account)).toEqual({
      id: 'acc-1',
      itemId: 'item-1',
      persistentAccountId: null,
      name: 'Checking',
      officialName: null,
      mask: '0000',
      type: 'DEPOSITORY',
      subtype: 'checking',
      holderCategory: null,
      verificationStatus: null,
      verificationName: null,
      verificationInsights: null,
      balances: {
        available: 1.5,
        current: 2,
        limit: null,
        isoCurrencyCode: 'USD',
        unofficialCurrencyCode: null,
        lastUpdatedDatetime: null,
      },
    });
  });

  it.each([[undefined], [null], [[]]])('are returned with %j for balances', (none) => {
    expect(toAccounts({ accounts: [{ ...account, balances: none }, account] }, ITEM)).toMatchObject([
      { id: 'acc-1', balances: { available: null, current: null, isoCurrencyCode: null } },
      { balances: { current: 2 } },
    ]);
  });

  it.each([2 ** 31, -(2 ** 31) - 5, 1.5])(
    'have null instead of a score that GraphQL cannot represent, such as %d',
    (name_match_score) => {
      expect(only({ ...account, verification_insights: { name_match_score } })?.verificationInsights).toMatchObject({
        nameMatchScore: null,
      });
      expect(toPlaidError({ error_type: 'A', error_code: 'B', status: name_match_score })?.status).toBeNull();
    },
  );

  it('of a type that Plaid adds later are UNKNOWN, whatever fields it adds with it', () => {
    expect(only({ ...account, type: 'crypto', subtype: 'wallet', brand_new: { x: 1 } })).toMatchObject({
      type: 'UNKNOWN',
      subtype: 'wallet',
    });
  });

  it('have null for a balance that is not a number and a time that is not a time', () => {
    const odd: unknown = JSON.parse(
      '{"available":1e400,"current":"12","limit":-0,"last_updated_datetime":"yesterday"}',
    );
    expect(only({ ...account, balances: odd })?.balances).toMatchObject({
      available: null,
      current: null,
      limit: -0,
      lastUpdatedDatetime: null,
    });
  });

  it.each([
    [null],
    [{}],
    [{ accounts: {} }],
    [{ accounts: [null] }],
    [{ accounts: [{ ...account, account_id: 7 }] }],
    [{ accounts: [account], item: { item_id: 'item-2' } }],
  ])('cannot be read from %j', (response) => {
    expect(() => toAccounts(response, ITEM)).toThrow(invalid);
  });
});

describe('account numbers', () => {
  const numbers = { ach: [], eft: [], international: [], bacs: [] };

  it('carry the mask of the account, not digits of a tokenized number', () => {
    const ach = [{ account_id: 'acc-1', account: '99887766', routing: '011401533', is_tokenized_account_number: true }];
    expect(toAuthNumbers({ accounts: [account], numbers: { ...numbers, ach } }, ITEM).ach).toEqual([
      {
        accountId: 'acc-1',
        mask: '0000',
        account: '99887766',
        routing: '011401533',
        wireRouting: null,
        isTokenizedAccountNumber: true,
        canTransferIn: null,
        canTransferOut: null,
      },
    ]);
  });

  it('that are incomplete are omitted, without affecting others', () => {
    const half = { account_id: 'acc-1', account: '99887766' };
    const whole = { ...half, routing: '011401533' };
    const mixed = { ach: [half, null, whole], eft: [half], international: [half], bacs: [half] };
    expect(toAuthNumbers({ accounts: [account], numbers: mixed }, ITEM)).toMatchObject({
      ach: [{ routing: '011401533' }],
      eft: [],
      international: [],
      bacs: [],
    });
  });

  it('of which none can be read are an invalid response, not accounts without numbers', () => {
    const ach = [{ account_id: 'acc-1', account: '99887766' }];
    expect(() => toAuthNumbers({ accounts: [account], numbers: { ...numbers, ach } }, ITEM)).toThrow(invalid);
    expect(() => toAuthNumbers({ accounts: [account], numbers: null }, ITEM)).toThrow(invalid);
  });
});

describe('a bank transfer event', () => {
  const event = {
    event_id: 2 ** 31 - 1,
    timestamp: '2026-01-01T00:00:00Z',
    event_type: 'posted',
    account_id: 'a',
    bank_transfer_id: 'b',
    bank_transfer_type: 'credit',
    bank_transfer_amount: '0.01',
  };
  const read = (event_id: unknown) =>
    toBankTransferEvents({ bank_transfer_events: [{ ...event, event_id }] }, removeTokens);

  it('with an id outside the range of Int makes the response invalid: skipping it would look like the end', () => {
    expect(read(2 ** 31 - 1)).toMatchObject([{ eventId: 2_147_483_647 }]);
    expect(() => read(2 ** 31)).toThrow(invalid);
  });
});

describe('an Item', () => {
  it('may lack everything but its id', () => {
    expect(toPlaidItem({ item: { item_id: 'item-1', update_type: 'new_type' } }, ASKED)).toMatchObject({
      id: 'item-1',
      institutionId: null,
      error: null,
      products: null,
      consentExpirationTime: null,
      updateType: 'UNKNOWN',
      updates: null,
    });
  });

  it.each([{}, [], 'broken', { error_message: 'no code' }])('is not healthy with an error like %j', (error) => {
    expect(() => toPlaidItem({ item: { item_id: 'item-1', error } }, ASKED)).toThrow(invalid);
  });

  it('must be the requested Item', () => {
    expect(() => toPlaidItem({ item: { item_id: 'item-2' } }, ASKED)).toThrow(invalid);
  });
});

describe('a Link session', () => {
  const mapping = {
    redact: removeTokens,
    sealPublicToken: (token: string) => ({
      sealedPublicToken: asSealed(`sealed(${token.length})`),
      publicTokenFingerprint: `fingerprint(${token.length})`,
    }),
  };
  const session = (wire: Record<string, unknown>) =>
    toPlaidLinkSession({ metadata: {}, link_sessions: [{ link_session_id: 's1', ...wire }] }, mapping).attempts[0];
  const result = (token: string) => ({
    public_token: token,
    institution: { institution_id: 'ins_1', name: 'B' },
    accounts: [],
  });

  it('has a result per added Item', () => {
    const results = { item_add_results: [result('public-sandbox-1'), result('public-sandbox-22')] };
    expect(session({ results })?.results.map((each) => each.sealedPublicToken)).toEqual(['sealed(16)', 'sealed(17)']);
  });

  it('of an older format has its result in on_success', () => {
    const on_success = { public_token: 'public-sandbox-1', metadata: { institution: { institution_id: 'ins_1' } } };
    expect(session({ on_success })?.results).toMatchObject([{ institutionId: 'ins_1', institutionName: null }]);
  });

  it.each([[undefined], [null], ['odd']])(
    'without metadata (%j) retains its attempts, including malformed ones',
    (metadata) => {
      const link_sessions = [null, 7, { results: { item_add_results: [result('public-sandbox-1')] } }];
      const { attempts, metadata: none } = toPlaidLinkSession({ metadata, link_sessions }, mapping);
      expect(attempts).toMatchObject([{ id: '', results: [{ sealedPublicToken: 'sealed(16)' }] }]);
      expect(none).toMatchObject({ webhook: null, countryCodes: null });
    },
  );

  it('in update mode adds no Item', () => {
    expect(session({ results: { item_add_results: [result('')] } })?.results).toEqual([]);
  });

  it('lists its attempts oldest first', () => {
    const link_sessions = [
      { link_session_id: 'late', started_at: '2026-01-02T00:00:00Z' },
      { link_session_id: 'early', started_at: '2026-01-01T00:00:00Z' },
    ];
    const { attempts } = toPlaidLinkSession({ metadata: {}, link_sessions }, mapping);
    expect(attempts.map((attempt) => attempt.id)).toEqual(['early', 'late']);
  });

  it('contains no token, at any depth', () => {
    const events = [
      {
        event_id: 'e',
        event_name: 'OPEN',
        timestamp: '2026-01-01T00:00:00Z',
        event_metadata: { a: ['link-sandbox-123'] },
      },
    ];
    expect(JSON.stringify(session({ events }))).not.toContain('link-sandbox-123');
  });
});

describe('a webhook verification key', () => {
  const key = {
    kid: 'k',
    kty: 'EC',
    crv: 'P-256',
    alg: 'ES256',
    use: 'sig',
    x: 'x',
    y: 'y',
    created_at: 1,
    expired_at: null,
  };

  it('must be the requested key', () => {
    expect(toWebhookVerificationKey({ key }, 'k')).toMatchObject({ kid: 'k', expiredAt: null });
  });

  it.each([
    { kid: 'other' },
    { kty: 'RSA' },
    { crv: 'P-384' },
    { alg: 'none' },
    { use: 'enc' },
    { x: '' },
    { expired_at: 'never' },
    { created_at: null },
  ])('is rejected with %j', (change) => {
    expect(() => toWebhookVerificationKey({ key: { ...key, ...change } }, 'k')).toThrow(invalid);
  });
});
