import { asItemId, asSealed } from '../../../src/model/ids.js';
import { toAccounts } from '../../../src/plaid/endpoints/accounts-get.js';
import { toBankTransferEvents } from '../../../src/plaid/endpoints/bank-transfer-events.js';
import { toActivityPage, toApplications } from '../../../src/plaid/endpoints/consent.js';
import { toPlaidLinkSession } from '../../../src/plaid/endpoints/link-token-get.js';
import { toPlaidError } from '../../../src/plaid/plaid-error.js';
import { removeTokens } from '../../../src/plaid/redact.js';
import { toWebhookDetails } from '../../../src/plaid/webhook-details.js';

/** Additions of 1.740.1, and values that no version has yet: none of them may break what was known before. */
describe("additions in newer versions of Plaid's API are accepted:", () => {
  it.each(['charge card', 'installment', 'prediction market', 'a subtype of tomorrow'])(
    'an account with a yield, of the subtype %s',
    (subtype) => {
      const wire = { account_id: 'a', name: 'A', type: 'loan', subtype, balances: {}, apy: 4.25, of_tomorrow: {} };
      expect(toAccounts({ accounts: [wire] }, asItemId('item-1'))).toMatchObject([{ id: 'a', type: 'LOAN', subtype }]);
    },
  );

  it('disconnected applications beside connected ones', () => {
    const response = {
      applications: [{ application_id: 'one', name: 'One' }],
      disconnected_applications: [{ application_id: 'two', name: 'Two' }],
    };
    expect(toApplications(response, removeTokens)).toMatchObject([{ applicationId: 'one' }]);
  });

  it('the scopes of the last reads', () => {
    const times = {
      application_id: 'one',
      contact_info: null,
      credit_loan_info: '2026-01-31T12:00:00Z',
      tomorrow: null,
    };
    const page = toActivityPage({ activities: [], last_data_access_times: [times] }, removeTokens);
    expect(page.lastDataAccessTimes).toEqual([times]);
  });

  it.each([[null], [{ available_balance: 'SUFFICIENT' }], ['of tomorrow']])(
    'a bank transfer event with the receiver_details %j',
    (receiver_details) => {
      const wire = {
        event_id: 1,
        timestamp: '2026-01-31T12:00:00Z',
        event_type: 'receiver_posted',
        account_id: 'a',
        bank_transfer_id: 't',
        bank_transfer_type: 'credit',
        bank_transfer_amount: '0.01',
        receiver_details,
      };
      expect(toBankTransferEvents({ bank_transfer_events: [wire] }, removeTokens)).toMatchObject([
        { eventId: 1, eventType: 'receiver_posted' },
      ]);
    },
  );

  it('the group of a Layer session, in the success and in the webhook', () => {
    const metadata = { session_group_id: 'g', institution: null, accounts: [] };
    const session = { link_session_id: 's', on_success: { public_token: 'p', metadata } };
    const mapping = {
      redact: removeTokens,
      sealPublicToken: () => ({ sealedPublicToken: asSealed('sealed'), publicTokenFingerprint: 'f' }),
    };
    expect(toPlaidLinkSession({ link_sessions: [session] }, mapping).attempts).toMatchObject([
      { id: 's', results: [{ publicTokenFingerprint: 'f' }] },
    ]);
    const body = {
      webhook_type: 'LINK',
      webhook_code: 'SESSION_FINISHED',
      link_session_id: 's',
      session_group_id: 'g',
    };
    expect(toWebhookDetails({ ...body, status: 'SUCCESS' })).toMatchObject({ linkSessionId: 's', status: 'SUCCESS' });
  });

  it.each(['TRANSACTION_ERROR', 'CHECK_REPORT_ERROR', 'OF_TOMORROW'])('an error of the type %s', (error_type) => {
    const wire = { error_type, error_code: 'NEW', error_message: 'm', display_message: null };
    expect(toPlaidError(wire, removeTokens)).toMatchObject({ errorType: error_type, errorCode: 'NEW' });
  });
});
