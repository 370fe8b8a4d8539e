import { GatewayError } from '../errors/gateway-error.js';
import type { OwnerId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { Viewer } from '../model/viewer.js';
import { type ActionContext, withoutAbort } from './action-context.js';
import { persistItem } from './exchange.js';
import { requireAllowedWebhook } from './update-webhook.js';
import { upstreamFailure } from './upstream-outcome.js';

/** The request to /item/import, and the owner of the new Item. */
export interface ImportRequest {
  ownerId: OwnerId;
  products: readonly string[];
  userId: string;
  authToken: string;
  webhook: string | null;
}

/**
 * /item/import for any owner, by an operator. As in an exchange, the intention is committed before Plaid is called, and the
 * result before it is returned. Unlike an exchange it is not idempotent, because the credentials are not stored.
 */
export async function importItem(context: ActionContext, viewer: Viewer, input: ImportRequest): Promise<OwnedItem> {
  if (!viewer.scopes.has('operator'))
    throw new GatewayError('FORBIDDEN', 'Importing Items requires the scope operator.');
  const webhook = input.webhook ?? context.settings.webhookUrl();
  requireAllowedWebhook(context.settings, webhook);
  return context.mutex.run(importKey(input.ownerId), () => importOnce(context, { ...input, webhook }));
}

/** Imports for one owner run one after the other. Recovery holds this key too, so an open import that it finds is not in progress. */
export function importKey(ownerId: OwnerId): string {
  return `import:${ownerId}`;
}

async function importOnce(context: ActionContext, input: ImportRequest & { webhook: string }): Promise<OwnedItem> {
  const entry = await context.store.journal.beginImport({ ownerId: input.ownerId, at: context.now() });
  const imported = await context.plaid.itemImport(input, withoutAbort(context.call)).catch(async (error: unknown) => {
    const failure = upstreamFailure(error);
    const state = failure.refused ? 'FAILED' : 'ORPHANED';
    await context.store.journal.close(entry, { ...failure, state, at: context.now() });
    throw error;
  });
  return persistItem(context, entry, imported, 'item.import');
}
