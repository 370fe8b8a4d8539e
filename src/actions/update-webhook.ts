import { badUserInput } from '../errors/gateway-error.js';
import type { ItemId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { type ActionContext, type ActionSettings, audit, itemChanged, ownedItem } from './action-context.js';

/** /item/webhook/update, to an origin that the operator allows; null removes the webhook. */
export async function updateItemWebhook(
  context: ActionContext,
  input: { itemId: ItemId; webhook: string | null },
): Promise<OwnedItem> {
  if (input.webhook !== null) requireAllowedWebhook(context.settings, input.webhook);
  const item = await ownedItem(context, input.itemId);
  await context.plaid.itemWebhookUpdate(item, input.webhook, context.call);
  await audit(context, 'item.update_webhook', item);
  return itemChanged(context, item);
}

export function requireAllowedWebhook(settings: ActionSettings, webhook: string): void {
  if (isAllowedWebhook(settings, webhook)) return;
  throw badUserInput('This webhook URL is not allowed. Ask the operator of the gateway to allow its origin.', [
    { path: 'input.webhook', rule: 'must have an origin that is listed in PLAID_WEBHOOK_ALLOWED_ORIGINS' },
  ]);
}

/** A webhook URL elsewhere would disclose the events of the Item, so only exact origins are allowed (SSRF, information disclosure). */
function isAllowedWebhook(settings: ActionSettings, webhook: string): boolean {
  const allowed = settings.webhookAllowedOrigins ?? [new URL(settings.webhookUrl()).origin];
  const url = URL.canParse(webhook) ? new URL(webhook) : null;
  // Not `url.origin`: for a blob: URL that is the origin of the URL inside it.
  const origin = url === null ? '' : `${url.protocol}//${url.host}`;
  return allowed.includes(origin) && url?.username === '' && url.password === '';
}
