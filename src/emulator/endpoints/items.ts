import type * as plaid from 'plaid';
import { itemRoute, route, type Route } from '../http/route.js';
import { nullable, oneOf, optional, text, url } from '../http/validation.js';
import { findBank } from '../catalog/institutions.js';
import { isoTime } from '../clock.js';
import { errorBody } from '../error-catalog.js';
import type { Product, Wire } from '../plaid-types.js';
import type { ItemRecord } from '../state/records.js';
import { serializeItem, timestamp } from './serializers.js';

type DataScope = NonNullable<Wire<plaid.ItemWithConsentFields>['consented_data_scopes']>[number];

const removalReasons = [
  'FRAUD_FIRST_PARTY',
  'FRAUD_FALSE_IDENTITY',
  'FRAUD_ABUSE',
  'FRAUD_OTHER',
  'CONNECTION_IS_NON_FUNCTIONAL',
  'OTHER',
] satisfies Wire<plaid.ItemRemoveReasonCode>[];

/** Product data is fetched once, when the Item is created; null when the Item does not have the product. */
function updatesOf(item: ItemRecord, product: Product) {
  return item.products.includes(product)
    ? { last_successful_update: timestamp(item.createdAtMs), last_failed_update: null }
    : null;
}

const itemGet = itemRoute<plaid.ItemGetRequest, plaid.ItemGetResponse>(
  '/item/get',
  { access_token: text() },
  ({ accessToken }) => ({ access_token: accessToken }),
  (_, item) => {
    const scopes: DataScope[] = ['account_balance_info'];
    if (item.consentedProducts.includes('auth')) scopes.push('account_routing_number');
    if (item.consentedProducts.includes('transactions')) scopes.push('transactions');
    return {
      item: {
        ...serializeItem(item),
        error: item.error === null ? null : errorBody(item.error, 'ITEM_ERROR'),
        created_at: isoTime(item.createdAtMs),
        ...(findBank(item.institutionId)?.oauth === true
          ? { consented_data_scopes: scopes, consented_use_cases: [] }
          : {}),
      },
      status: {
        investments: updatesOf(item, 'investments'),
        transactions: updatesOf(item, 'transactions'),
        last_webhook:
          item.lastWebhook === null
            ? null
            : { sent_at: timestamp(item.lastWebhook.sentAtMs), code_sent: item.lastWebhook.code },
      },
    };
  },
);

const exchange = route<plaid.ItemPublicTokenExchangeRequest, plaid.ItemPublicTokenExchangeResponse>(
  '/item/public_token/exchange',
  { public_token: text() },
  ({ publicToken }) => ({ public_token: publicToken }),
  ({ lifecycle }, body) => {
    const { accessToken, item } = lifecycle.exchange(body.public_token);
    return { access_token: accessToken, item_id: item.id };
  },
);

const createPublicToken = itemRoute<plaid.ItemPublicTokenCreateRequest, plaid.ItemPublicTokenCreateResponse>(
  '/item/public_token/create',
  { access_token: text() },
  ({ accessToken }) => ({ access_token: accessToken }),
  ({ lifecycle }, item) => {
    const { token, expiresAtMs } = lifecycle.newPublicToken(item);
    return { public_token: token, expiration: new Date(expiresAtMs).toISOString() };
  },
);

const rotate = itemRoute<plaid.ItemAccessTokenInvalidateRequest, plaid.ItemAccessTokenInvalidateResponse>(
  '/item/access_token/invalidate',
  { access_token: text() },
  ({ accessToken }) => ({ access_token: accessToken }),
  ({ lifecycle }, item) => ({ new_access_token: lifecycle.rotate(item) }),
);

const updateWebhook = itemRoute<plaid.ItemWebhookUpdateRequest, plaid.ItemWebhookUpdateResponse>(
  '/item/webhook/update',
  { access_token: text(), webhook: optional(nullable(url())) },
  ({ accessToken }) => ({ access_token: accessToken, webhook: 'https://example.com/hook' }),
  ({ lifecycle, webhooks }, item, body) => {
    item.webhook = body.webhook ?? null;
    lifecycle.save(item);
    webhooks.acknowledgeUrl(item);
    return { item: serializeItem(item) };
  },
);

const remove = itemRoute<plaid.ItemRemoveRequest, plaid.ItemRemoveResponse>(
  '/item/remove',
  {
    access_token: text(),
    reason_code: optional(nullable(oneOf(removalReasons))),
    reason_note: optional(nullable(text({ max: 512 }))),
  },
  ({ accessToken }) => ({ access_token: accessToken, reason_code: 'OTHER', reason_note: 'x' }),
  ({ lifecycle }, item) => {
    lifecycle.remove(item);
    return {};
  },
);

/** /item/*. */
export const routes: Route[] = [itemGet, exchange, createPublicToken, rotate, updateWebhook, remove];
