import type * as plaid from 'plaid';
import { itemRoute, type Route } from '../http/route.js';
import { oneOf, optional, text } from '../http/validation.js';
import { failure } from '../error-catalog.js';
import type { Product, Wire } from '../plaid-types.js';
import type { Services } from '../services.js';
import type { ItemRecord } from '../state/records.js';
import { webhookError } from '../outbox/webhooks.js';
import type { Payload } from '../outbox/webhooks.js';

type FireCode = Wire<plaid.SandboxItemFireWebhookRequestWebhookCodeEnum>;
type FireType = Wire<plaid.WebhookType>;

/** PENDING_DISCONNECT is sent seven days before the disconnect. */
const DISCONNECT_MS = 7 * 24 * 60 * 60 * 1000;
const environment = 'sandbox';

/** A webhook that can be fired: its product, and a function that updates the Item and builds the body. */
interface FireableWebhook {
  product?: Product;
  build(services: Services, item: ItemRecord): Payload;
}

const user = (item: ItemRecord): { user_id?: string } => (item.userId === undefined ? {} : { user_id: item.userId });

function head<Type extends FireType, Code extends FireCode>(item: ItemRecord, type: Type, code: Code) {
  return {
    webhook_type: type,
    webhook_code: code,
    item_id: item.id,
    environment: environment as typeof environment,
  };
}

function authAccounts(item: ItemRecord): string[] {
  return item.accounts.filter((account) => account.numbers !== undefined).map((account) => account.accountId);
}

const newAccountsAvailable: FireableWebhook = {
  build: ({ lifecycle }, item) => {
    item.newAccountWaiting = true;
    lifecycle.save(item);
    return {
      ...head(item, 'ITEM', 'NEW_ACCOUNTS_AVAILABLE'),
      ...user(item),
      error: null,
    } satisfies Wire<plaid.NewAccountsAvailableWebhook>;
  },
};

const userPermissionRevoked: FireableWebhook = {
  build: ({ lifecycle }, item) => {
    item.error = { code: 'USER_PERMISSION_REVOKED', message: 'the end user has revoked permission for this Item' };
    lifecycle.save(item);
    return {
      ...head(item, 'ITEM', 'USER_PERMISSION_REVOKED'),
      ...user(item),
      error: webhookError(item),
    } satisfies Wire<plaid.UserPermissionRevokedWebhook>;
  },
};

const userAccountRevoked: FireableWebhook = {
  build: ({ lifecycle }, item) => {
    const account = item.accounts.find((one) => one.revoked !== true);
    if (account === undefined) throw failure('NO_ACCOUNTS', 'every account of this Item has already been revoked');
    account.revoked = true;
    lifecycle.save(item);
    return {
      ...head(item, 'ITEM', 'USER_ACCOUNT_REVOKED'),
      ...user(item),
      account_id: account.accountId,
    } satisfies Wire<plaid.UserAccountRevokedWebhook>;
  },
};

const pendingDisconnect: FireableWebhook = {
  build: ({ lifecycle, clock }, item) => {
    const atMs = clock.now() + DISCONNECT_MS;
    lifecycle.expireConsentAt(item, atMs, true);
    return {
      ...head(item, 'ITEM', 'PENDING_DISCONNECT'),
      ...user(item),
      reason: 'INSTITUTION_TOKEN_EXPIRATION',
      disconnect_time: new Date(atMs).toISOString(),
    } satisfies Wire<plaid.PendingDisconnectWebhook>;
  },
};

const loginRepaired: FireableWebhook = {
  build: ({ lifecycle }, item) => {
    lifecycle.repair(item);
    return { ...head(item, 'ITEM', 'LOGIN_REPAIRED'), ...user(item) } satisfies Wire<plaid.ItemLoginRepairedWebhook>;
  },
};

const authDefaultUpdate: FireableWebhook = {
  product: 'auth',
  build: (_, item) =>
    ({
      ...head(item, 'AUTH', 'DEFAULT_UPDATE'),
      error: null,
      account_ids_with_new_auth: [],
      account_ids_with_updated_auth: Object.fromEntries(
        authAccounts(item)
          .slice(0, 1)
          .map((id) => [id, ['ACCOUNT_NUMBER' as const]]),
      ),
    }) satisfies Wire<plaid.AuthDefaultUpdateWebhook>,
};

const smsVerification: FireableWebhook = {
  product: 'auth',
  build: (_, item) => ({
    ...head(item, 'AUTH', 'SMS_MICRODEPOSITS_VERIFICATION'),
    status: 'MANUALLY_VERIFIED',
    account_id: authAccounts(item)[0] ?? item.accounts[0]?.accountId ?? '',
  }),
};

const syncUpdates: FireableWebhook = {
  product: 'transactions',
  build: (_, item) =>
    ({
      ...head(item, 'TRANSACTIONS', 'SYNC_UPDATES_AVAILABLE'),
      ...user(item),
      initial_update_complete: true,
      historical_update_complete: true,
    }) satisfies Wire<plaid.SyncUpdatesAvailableWebhook>,
};

const recurring: FireableWebhook = {
  product: 'transactions',
  build: (_, item) =>
    ({
      ...head(item, 'TRANSACTIONS', 'RECURRING_TRANSACTIONS_UPDATE'),
      account_ids: item.accounts.map((account) => account.accountId),
    }) satisfies Wire<plaid.RecurringTransactionsUpdateWebhook>,
};

const transactionsDefault: FireableWebhook = {
  product: 'transactions',
  build: (_, item) =>
    ({
      ...head(item, 'TRANSACTIONS', 'DEFAULT_UPDATE'),
      error: null,
      new_transactions: 3,
    }) satisfies Wire<plaid.DefaultUpdateWebhook>,
};

const holdingsDefault: FireableWebhook = {
  product: 'investments',
  build: (_, item) =>
    ({
      ...head(item, 'HOLDINGS', 'DEFAULT_UPDATE'),
      ...user(item),
      error: null,
      new_holdings: 1,
      updated_holdings: 0,
    }) satisfies Wire<plaid.HoldingsDefaultUpdateWebhook>,
};

const investmentsDefault: FireableWebhook = {
  product: 'investments',
  build: (_, item) =>
    ({
      ...head(item, 'INVESTMENTS_TRANSACTIONS', 'DEFAULT_UPDATE'),
      ...user(item),
      error: null,
      new_investments_transactions: 1,
      cancelled_investments_transactions: 0,
    }) satisfies Wire<plaid.InvestmentsDefaultUpdateWebhook>,
};

const liabilitiesDefault: FireableWebhook = {
  product: 'liabilities',
  build: (_, item) =>
    ({
      ...head(item, 'LIABILITIES', 'DEFAULT_UPDATE'),
      ...user(item),
      error: null,
      account_ids_with_new_liabilities: [],
      account_ids_with_updated_liabilities: {},
    }) satisfies Wire<plaid.LiabilitiesDefaultUpdateWebhook>,
};

const assetsReady: FireableWebhook = {
  product: 'assets',
  build: ({ ids }, item) =>
    ({
      webhook_type: 'ASSETS',
      webhook_code: 'PRODUCT_READY',
      asset_report_id: ids.uuid('asset-report'),
      ...user(item),
      environment,
    }) satisfies Wire<plaid.AssetsProductReadyWebhook>,
};

const assetsError: FireableWebhook = {
  product: 'assets',
  build: ({ ids }, item) =>
    ({
      webhook_type: 'ASSETS',
      webhook_code: 'ERROR',
      asset_report_id: ids.uuid('asset-report'),
      ...user(item),
      error: {
        error_type: 'ASSET_REPORT_ERROR',
        error_code: 'PRODUCT_NOT_ENABLED',
        error_message: 'the report could not be created',
        display_message: null,
        status: 400,
      },
      environment,
    }) satisfies Wire<plaid.AssetsErrorWebhook>,
};

/** The webhooks by code. The first of a code is the default when webhook_type is not given. */
const fireableWebhooks: Record<FireCode, [FireType, FireableWebhook][]> = {
  DEFAULT_UPDATE: [
    ['TRANSACTIONS', transactionsDefault],
    ['AUTH', authDefaultUpdate],
    ['HOLDINGS', holdingsDefault],
    ['INVESTMENTS_TRANSACTIONS', investmentsDefault],
    ['LIABILITIES', liabilitiesDefault],
  ],
  NEW_ACCOUNTS_AVAILABLE: [['ITEM', newAccountsAvailable]],
  SMS_MICRODEPOSITS_VERIFICATION: [['AUTH', smsVerification]],
  AUTHORIZATION_GRANTED: [
    ['ITEM', { build: (_, item) => ({ ...head(item, 'ITEM', 'AUTHORIZATION_GRANTED'), ...user(item) }) }],
  ],
  USER_PERMISSION_REVOKED: [['ITEM', userPermissionRevoked]],
  USER_ACCOUNT_REVOKED: [['ITEM', userAccountRevoked]],
  PENDING_DISCONNECT: [['ITEM', pendingDisconnect]],
  RECURRING_TRANSACTIONS_UPDATE: [['TRANSACTIONS', recurring]],
  LOGIN_REPAIRED: [['ITEM', loginRepaired]],
  SYNC_UPDATES_AVAILABLE: [['TRANSACTIONS', syncUpdates]],
  PRODUCT_READY: [['ASSETS', assetsReady]],
  ERROR: [['ASSETS', assetsError]],
};

const types = [
  'AUTH',
  'HOLDINGS',
  'INVESTMENTS_TRANSACTIONS',
  'ITEM',
  'LIABILITIES',
  'TRANSACTIONS',
  'ASSETS',
] satisfies FireType[];

/** Also changes the Item to the state that the webhook reports. */
const fireWebhook = itemRoute<plaid.SandboxItemFireWebhookRequest, plaid.SandboxItemFireWebhookResponse>(
  '/sandbox/item/fire_webhook',
  { access_token: text(), webhook_type: optional(oneOf(types)), webhook_code: oneOf(Object.keys(fireableWebhooks)) },
  ({ accessToken }) => ({
    access_token: accessToken,
    webhook_type: 'ITEM',
    webhook_code: 'NEW_ACCOUNTS_AVAILABLE',
  }),
  (services, item, body) => {
    const candidates = fireableWebhooks[body.webhook_code];
    const chosen =
      body.webhook_type === undefined ? candidates[0] : candidates.find(([type]) => type === body.webhook_type);
    if (chosen === undefined) throw failure('INVALID_FIELD', 'webhook_type does not match this webhook_code');
    const [, fireable] = chosen;
    if (item.webhook === null)
      throw failure('SANDBOX_WEBHOOK_INVALID', 'this Item has no webhook URL; set one with /item/webhook/update');
    if (fireable.product !== undefined && !item.products.includes(fireable.product)) {
      throw failure(
        'SANDBOX_PRODUCT_NOT_ENABLED',
        `this webhook requires ${fireable.product}, which the Item does not have`,
      );
    }
    services.webhooks.toItem(item, fireable.build(services, item));
    return { webhook_fired: true };
  },
);

/** /sandbox/item/fire_webhook. */
export const routes: Route[] = [fireWebhook];
