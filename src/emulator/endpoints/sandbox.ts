import type * as plaid from 'plaid';
import { findBank } from '../catalog/institutions.js';
import type { Bank } from '../catalog/institutions.js';
import { createItem } from '../catalog/new-item.js';
import { itemRoute, route, type Route } from '../http/route.js';
import { day, integer, list, nullable, object, oneOf, optional, text, url } from '../http/validation.js';
import { failure } from '../error-catalog.js';
import type { Product, Wire } from '../plaid-types.js';
import type { ItemRecord } from '../state/records.js';
import { sandboxIncomeShape } from './link-token-shape.js';
import { requirePerson } from './sandbox-users.js';
import { findUser } from './users.js';
import { accountId, product } from './enums.js';

/** The bank with this id; throws INVALID_INSTITUTION. */
export function requireBank(institutionId: string): Bank {
  const bank = findBank(institutionId);
  if (bank === undefined) throw failure('INVALID_INSTITUTION', 'no institution has this institution_id');
  return bank;
}

/** Like requireBank; also throws when the bank cannot be connected. */
export function requireOpenBank(institutionId: string): Bank {
  const bank = requireBank(institutionId);
  if (bank.refusal !== undefined) throw failure(bank.refusal, `${bank.name} cannot be connected`);
  return bank;
}

/** Throws for products that the bank does not support, and for balance, which is never initialised. */
export function requireProducts(bank: Bank, products: Product[], field: string): void {
  if (products.includes('balance'))
    throw failure('INVALID_PRODUCT', `balance cannot be initialised; remove it from ${field}`);
  const unsupported = products.filter((one) => !bank.products.includes(one));
  if (unsupported.length > 0)
    throw failure('PRODUCTS_NOT_SUPPORTED', `this institution does not support: ${unsupported.join(', ')}`);
}

const publicTokenCreate = route<plaid.SandboxPublicTokenCreateRequest, plaid.SandboxPublicTokenCreateResponse>(
  '/sandbox/public_token/create',
  {
    institution_id: text(),
    initial_products: list(product(), { min: 1 }),
    options: optional(
      object<plaid.SandboxPublicTokenCreateRequestOptions>({
        webhook: optional(url()),
        override_username: optional(nullable(text())),
        override_password: optional(nullable(text())),
        transactions: optional(
          nullable(
            object<plaid.SandboxPublicTokenCreateRequestOptionsTransactions>({
              start_date: optional(day()),
              end_date: optional(day()),
              days_requested: optional(integer(1, 730)),
            }),
          ),
        ),
        statements: optional(
          nullable(
            object<plaid.SandboxPublicTokenCreateRequestOptionsStatements>({ start_date: day(), end_date: day() }),
          ),
        ),
        income_verification: optional(sandboxIncomeShape),
      }),
    ),
    user_token: optional(text()),
    user_id: optional(text()),
  },
  () => ({
    institution_id: 'ins_109508',
    initial_products: ['auth'],
    options: { webhook: 'https://example.com/hook', override_username: 'user_good', override_password: 'pass_good' },
  }),
  (services, body) => {
    const { ids, clock, lifecycle } = services;
    const bank = requireOpenBank(body.institution_id);
    const products = [...new Set(body.initial_products)];
    requireProducts(bank, products, 'initial_products');
    const person = requirePerson(body.options?.override_username ?? null, body.options?.override_password ?? null);
    const user = findUser(services, { user_id: body.user_id, user_token: body.user_token });
    const item = createItem({
      ids,
      bank,
      nowMs: clock.now(),
      products,
      billedProducts: products,
      // Without Link there is no consent screen: everything that the bank supports is consented.
      consentedProducts: bank.products.filter((one) => one !== 'balance'),
      webhook: body.options?.webhook ?? null,
      person,
      ...(user === null ? {} : { userId: user.id }),
    });
    return { public_token: lifecycle.add(item) };
  },
);

const resetLogin = itemRoute<plaid.SandboxItemResetLoginRequest, plaid.SandboxItemResetLoginResponse>(
  '/sandbox/item/reset_login',
  { access_token: text() },
  ({ accessToken }) => ({ access_token: accessToken }),
  ({ lifecycle }, item) => {
    lifecycle.fail(item, {
      code: 'ITEM_LOGIN_REQUIRED',
      message: 'the login of this Item has changed; use update mode',
    });
    return { reset_login: true };
  },
);

const verificationStatuses = [
  'automatically_verified',
  'verification_expired',
] satisfies Wire<plaid.SandboxItemSetVerificationStatusRequestVerificationStatusEnum>[];

const setVerificationStatus = itemRoute<
  plaid.SandboxItemSetVerificationStatusRequest,
  plaid.SandboxItemSetVerificationStatusResponse
>(
  '/sandbox/item/set_verification_status',
  { access_token: text(), account_id: accountId(), verification_status: oneOf(verificationStatuses) },
  ({ accessToken, accountId }) => ({
    access_token: accessToken,
    account_id: accountId,
    verification_status: 'automatically_verified',
  }),
  ({ lifecycle, webhooks }, item: ItemRecord, body) => {
    const account = item.accounts.find((one) => one.accountId === body.account_id && one.revoked !== true);
    if (account === undefined) throw failure('INVALID_ACCOUNT_ID', 'this account_id is not on the Item');
    if (account.type !== 'depository') throw failure('INVALID_FIELD', 'micro-deposits require a depository account');
    // Same-day micro-deposits are confirmed by the end user.
    if (account.micro?.kind === 'same-day')
      throw failure('INVALID_FIELD', 'the same-day micro-deposits of this account are confirmed in update mode');
    account.verificationStatus = body.verification_status;
    lifecycle.save(item);
    webhooks.depositsEnded(item, account);
    return {};
  },
);

const itemImport = route<plaid.ItemImportRequest, plaid.ItemImportResponse>(
  '/item/import',
  {
    institution_id: optional(text()),
    products: optional(list(product(), { min: 1 })),
    user_auth: object<plaid.ItemImportRequestUserAuth>({
      user_id: text({ min: 1 }),
      auth_token: optional(text({ min: 1 })),
    }),
    options: optional(object<plaid.ItemImportRequestOptions>({ webhook: optional(url()) })),
  },
  /* eslint-disable @typescript-eslint/no-deprecated -- The deprecated fields belong to the endpoint too. */
  () => ({
    institution_id: 'ins_109508',
    products: ['auth'],
    user_auth: { user_id: 'u', auth_token: 't' },
    options: { webhook: 'https://example.com/hook' },
  }),
  /* eslint-enable @typescript-eslint/no-deprecated */
  ({ ids, clock, lifecycle }, body) => {
    // At Plaid the bank follows from the partner. The emulator uses its first bank.
    const bank = requireOpenBank(body.institution_id ?? 'ins_109508');
    const products = [...new Set(body.products ?? [])].filter((one) => one !== 'balance');
    requireProducts(bank, products, 'products');
    const item = createItem({
      ids,
      bank,
      nowMs: clock.now(),
      products,
      billedProducts: products,
      // Without products, the end user has consented to everything that the bank supports.
      consentedProducts: body.products === undefined ? bank.products.filter((one) => one !== 'balance') : products,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- Plaid still takes it.
      webhook: body.options?.webhook ?? null,
    });
    return { access_token: lifecycle.addImported(item) };
  },
);

/** /sandbox/* except fire_webhook and the user and processor endpoints, and /item/import. */
export const routes: Route[] = [publicTokenCreate, resetLogin, setVerificationStatus, itemImport];
