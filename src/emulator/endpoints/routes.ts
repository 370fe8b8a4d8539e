import type { Route } from '../http/route.js';
import { accountRoutes } from './accounts.js';
import { bankTransferRoutes } from './bank-transfer-events.js';
import { consentRoutes } from './consent.js';
import { databaseAuthRoutes } from './database-auth.js';
import { fireWebhook } from './fire-webhook.js';
import { institutionRoutes } from './institutions.js';
import { itemRoutes } from './items.js';
import { layerRoutes } from './layer.js';
import { createLinkToken } from './link-token-create.js';
import { getLinkToken } from './link-token-get.js';
import { processorRoutes } from './processors.js';
import { sandboxRoutes } from './sandbox.js';
import { userRoutes } from './users.js';
import { webhookKeyGet } from './webhook-keys.js';

/** Every Plaid endpoint that the emulator models. */
export const routes: readonly Route[] = [
  ...itemRoutes,
  ...accountRoutes,
  ...institutionRoutes,
  createLinkToken,
  getLinkToken,
  ...sandboxRoutes,
  ...consentRoutes,
  ...databaseAuthRoutes,
  ...bankTransferRoutes,
  ...processorRoutes,
  ...layerRoutes,
  ...userRoutes,
  fireWebhook,
  webhookKeyGet,
];

/** Paths below these exist at Plaid; those not modelled are refused by saying so. */
const plaidAreas = [
  'accounts',
  'application',
  'asset_report',
  'auth',
  'bank_transfer',
  'beacon',
  'cashflow_report',
  'categories',
  'consumer_report',
  'cra',
  'credit',
  'dashboard_user',
  'deposit_switch',
  'employers',
  'employment',
  'fdx',
  'identity',
  'identity_verification',
  'income',
  'institutions',
  'investments',
  'issues',
  'item',
  'liabilities',
  'link',
  'link_delivery',
  'oauth',
  'partner',
  'payment_initiation',
  'payment_profile',
  'processor',
  'profile',
  'protect',
  'sandbox',
  'session',
  'signal',
  'statements',
  'transactions',
  'transfer',
  'user',
  'user_account',
  'wallet',
  'watchlist_screening',
  'webhook_verification_key',
  'network',
  'network_insights',
  'business_verification',
  'client_user',
];

/** Paths inside those areas that documents name but that Plaid does not have. */
const neverExisted = new Set(['/sandbox/item/public_token/create', '/item/credentials/update']);

/** True when Plaid has an area for the path although the emulator does not have the path. */
export const looksLikePlaid = (path: string): boolean => {
  const [, area = '', ...rest] = path.split('/');
  return rest.length > 0 && plaidAreas.includes(area) && !neverExisted.has(path);
};
