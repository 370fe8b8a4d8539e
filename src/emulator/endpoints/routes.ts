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

/** All emulated endpoints. */
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
