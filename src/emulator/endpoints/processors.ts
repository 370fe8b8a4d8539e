import type * as plaid from 'plaid';
import { createItem } from '../catalog/new-item.js';
import { itemRoute, route, type Route } from '../http/route.js';
import { nullable, object, optional, text } from '../http/validation.js';
import { failure } from '../error-catalog.js';
import type { Services } from '../services.js';
import type { AccountRecord, ItemRecord } from '../state/records.js';
import { mintToken } from '../ids.js';
import { beginAuth, isEligible, assertHealthy, requireVerified } from './auth-access.js';
import { requireOpenBank, requireProducts } from './sandbox.js';
import { requirePerson } from './sandbox-users.js';
import { accountId, processor } from './enums.js';

/** Letters and digits after `btok_`, as in Stripe's own tokens. */
const STRIPE_TOKEN_LENGTH = 24;

function requireAccount(item: ItemRecord, wanted: string): AccountRecord {
  const account = item.accounts.find((one) => one.accountId === wanted && one.revoked !== true);
  if (account === undefined) throw failure('INVALID_ACCOUNT_ID', 'this account_id is not on the Item');
  return account;
}

function issue(services: Services, item: ItemRecord, account: AccountRecord, name: string): string {
  const { state, ids, environment } = services;
  const token =
    name === 'stripe'
      ? `btok_${ids.alphanumeric('stripe', STRIPE_TOKEN_LENGTH)}`
      : mintToken(ids, environment, 'processor');
  state.processorTokens.put({
    id: token,
    itemId: item.id,
    accountId: account.accountId,
    processor: name,
    redeemed: false,
  });
  return token;
}

const create = itemRoute<plaid.ProcessorTokenCreateRequest, plaid.ProcessorTokenCreateResponse>(
  '/processor/token/create',
  { access_token: text(), account_id: accountId(), processor: processor() },
  ({ accessToken, accountId }) => ({
    access_token: accessToken,
    account_id: accountId,
    processor: 'dwolla',
  }),
  (services, item, body) => {
    assertHealthy(item);
    const account = requireAccount(item, body.account_id);
    return { processor_token: issue(services, item, account, body.processor) };
  },
);

const createStripe = itemRoute<
  plaid.ProcessorStripeBankAccountTokenCreateRequest,
  plaid.ProcessorStripeBankAccountTokenCreateResponse
>(
  '/processor/stripe/bank_account_token/create',
  { access_token: text(), account_id: accountId() },
  ({ accessToken, accountId }) => ({
    access_token: accessToken,
    account_id: accountId,
  }),
  (services, item, body) => {
    assertHealthy(item);
    const account = requireAccount(item, body.account_id);
    // Stripe receives account and routing numbers, so the same checks as for Auth apply.
    if (!isEligible(account) || account.numbers?.ach === undefined)
      throw failure('NO_AUTH_ACCOUNTS', 'Stripe supports US checking, savings and cash management accounts only');
    requireVerified([account]);
    beginAuth(services, item);
    return { stripe_bank_account_token: issue(services, item, account, 'stripe') };
  },
);

const sandboxCreate = route<plaid.SandboxProcessorTokenCreateRequest, plaid.SandboxProcessorTokenCreateResponse>(
  '/sandbox/processor_token/create',
  {
    institution_id: text(),
    options: optional(
      object<plaid.SandboxProcessorTokenCreateRequestOptions>({
        override_username: optional(nullable(text())),
        override_password: optional(nullable(text())),
      }),
    ),
  },
  () => ({
    institution_id: 'ins_109508',
    options: { override_username: 'user_good', override_password: 'pass_good' },
  }),
  (services, body) => {
    const bank = requireOpenBank(body.institution_id);
    requireProducts(bank, ['auth'], 'the products of a processor');
    const item = createItem({
      ids: services.ids,
      bank,
      nowMs: services.clock.now(),
      products: ['auth'],
      billedProducts: ['auth'],
      consentedProducts: bank.products.filter((one) => one !== 'balance'),
      webhook: null,
      person: requirePerson(body.options?.override_username ?? null, body.options?.override_password ?? null),
    });
    const account = item.accounts.find(isEligible) ?? item.accounts[0];
    if (account === undefined) throw failure('NO_ACCOUNTS', 'this test user has no accounts');
    services.lifecycle.add(item);
    // The request does not name a processor.
    return { processor_token: issue(services, item, account, 'dwolla') };
  },
);

/** /processor/* and /sandbox/processor_token/create. */
export const routes: Route[] = [create, createStripe, sandboxCreate];
