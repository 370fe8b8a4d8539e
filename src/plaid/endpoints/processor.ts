import type { ProcessorStripeBankAccountTokenCreateResponse, ProcessorTokenCreateResponse } from 'plaid';
import type { AccountId } from '../../model/ids.js';
import { itemWrite } from '../endpoint.js';
import { requiredFields, requiredText } from '../wire.js';

// The tokens are for the partner: they are returned to the client and not stored.

/** Gives a payment partner of Plaid access to one account. */
export const processorTokenCreate = itemWrite({
  path: '/processor/token/create',
  cost: 10,
  request: ({ accountId, processor }: { accountId: AccountId; processor: string }) => ({
    account_id: accountId,
    processor,
  }),
  parse(response) {
    const wire = requiredFields<ProcessorTokenCreateResponse>(response, 'processor/token/create');
    return requiredText(wire.processor_token, 'processor_token');
  },
});

/** Gives Stripe access to one account. The token works once. */
export const processorStripeBankAccountTokenCreate = itemWrite({
  path: '/processor/stripe/bank_account_token/create',
  cost: 10,
  request: (accountId: AccountId) => ({ account_id: accountId }),
  parse(response) {
    const wire = requiredFields<ProcessorStripeBankAccountTokenCreateResponse>(response, 'bank_account_token/create');
    return requiredText(wire.stripe_bank_account_token, 'stripe_bank_account_token');
  },
});
