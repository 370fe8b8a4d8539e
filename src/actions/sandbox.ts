import { GatewayError } from '../errors/gateway-error.js';
import type { ItemId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { type ActionContext, audit, itemChanged, ownedItem } from './action-context.js';
import { exchange } from './exchange.js';

/** /sandbox/public_token/create and an exchange, in one step. */
export async function sandboxCreateItem(
  context: ActionContext,
  input: {
    institutionId: string;
    initialProducts: readonly string[];
    overrideUsername: string | null;
    overridePassword: string | null;
  },
): Promise<OwnedItem> {
  refuseInProduction(context);
  const ownerId = context.actorId;
  const webhook = context.settings.webhookUrl();
  const token = await context.plaid.sandboxPublicTokenCreate({ ...input, ownerId, webhook }, context.call);
  return exchange(context, { ownerId, linkSessionId: null, ...token });
}

/** /sandbox/item/reset_login: the Item needs a new login, as if the person had changed the password. */
export async function sandboxResetLogin(context: ActionContext, itemId: ItemId): Promise<OwnedItem> {
  refuseInProduction(context);
  const item = await ownedItem(context, itemId);
  await context.plaid.sandboxItemResetLogin(item, context.call);
  await audit(context, 'sandbox.reset_login', item);
  return itemChanged(context, item);
}

/** /sandbox/item/fire_webhook */
export async function sandboxFireWebhook(
  context: ActionContext,
  input: { itemId: ItemId; webhookCode: string; webhookType: string | null },
): Promise<{ webhookFired: boolean }> {
  refuseInProduction(context);
  const item = await ownedItem(context, input.itemId);
  await audit(context, 'sandbox.fire_webhook', item);
  return context.plaid.sandboxItemFireWebhook(item, input, context.call);
}

function refuseInProduction(context: ActionContext): void {
  if (context.settings.sandboxAllowed) return;
  throw new GatewayError('FORBIDDEN', 'Sandbox mutations work only where PLAID_ENV is emulator or sandbox.');
}
