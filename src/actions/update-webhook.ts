import { badUserInput } from '../errors/gateway-error.js';
import type { ItemId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { type ActionContext, type ActionSettings, audit, itemChanged, ownedItem } from './action-context.js';

/** /item/webhook/update, to an origin that the operator allows; null removes the webhook. */
export async function updateItemWebhook(
  context: ActionContext,
  input: { itemId: ItemId; webhook: string | null },
): Promise<OwnedItem> {
  if (input.webhook !== null) refuseForeignOrigin(context.settings, input.webhook);
  const item = await ownedItem(context, input.itemId);
  await context.plaid.itemWebhookUpdate(item, input.webhook, context.call);
  await audit(context, 'item.update_webhook', item);
  return itemChanged(context, item);
}

function refuseForeignOrigin(settings: ActionSettings, webhook: string): void {
  if (isAllowedWebhook(settings, webhook)) return;
  throw badUserInput('This webhook address is not allowed here. Ask whoever runs the gateway to allow its origin.', [
    { path: 'input.webhook', rule: 'must be of an origin that PLAID_WEBHOOK_ALLOWED_ORIGINS names' },
  ]);
}

/** Webhooks sent elsewhere would hand the event stream to a stranger, so only exact origins pass. */
export function isAllowedWebhook(settings: ActionSettings, webhook: string): boolean {
  const allowed = settings.webhookAllowedOrigins ?? [new URL(settings.webhookUrl()).origin];
  const url = URL.canParse(webhook) ? new URL(webhook) : null;
  // Not `url.origin`: that of a blob: URL is the origin of the address inside it.
  const origin = url === null ? '' : `${url.protocol}//${url.host}`;
  return allowed.includes(origin) && url?.username === '' && url.password === '';
}
