import { badUserInput, GatewayError } from '../errors/gateway-error.js';
import type { OwnerId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { Viewer } from '../model/viewer.js';
import { type ActionContext, withoutAbort } from './action-context.js';
import type { ImportRequest } from './actions.js';
import { persistItem } from './exchange.js';
import { isAllowedWebhook } from './update-webhook.js';
import { upstreamFailure } from './upstream-outcome.js';

/**
 * /item/import for any owner, by an operator. Like an exchange: the intention is committed before Plaid is asked, and what
 * comes back before anyone is answered. Unlike one it cannot be repeated, because the credentials are not kept.
 */
export async function importItem(context: ActionContext, viewer: Viewer, input: ImportRequest): Promise<OwnedItem> {
  if (!viewer.scopes.has('operator')) throw new GatewayError('FORBIDDEN', 'Importing Items needs the scope operator.');
  const webhook = input.webhook ?? context.settings.webhookUrl();
  if (!isAllowedWebhook(context.settings, webhook)) {
    const rule = 'must be of an origin that PLAID_WEBHOOK_ALLOWED_ORIGINS names';
    throw badUserInput('This webhook address is not allowed here.', [{ path: 'input.webhook', rule }]);
  }
  return context.mutex.run(importKey(input.ownerId), () => importOnce(context, { ...input, webhook }));
}

/** Imports for one owner run one after the other: recovery then knows that one it finds begun is not under way. */
export const importKey = (ownerId: OwnerId): string => `import:${ownerId}`;

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
