import { GatewayError } from '../errors/gateway-error.js';
import type { ItemId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { type ActionContext, audit, itemChanged, ownedItem } from './action-context.js';
import { exchange } from './exchange.js';
import type { AccountWithItem } from './processor-tokens.js';

/** /sandbox/public_token/create and the exchange of the token. */
export async function sandboxCreateItem(
  context: ActionContext,
  input: {
    institutionId: string;
    initialProducts: readonly string[];
    overrideUsername: string | null;
    overridePassword: string | null;
  },
): Promise<OwnedItem> {
  requireSandbox(context);
  const ownerId = context.actorId;
  const webhook = context.settings.webhookUrl();
  const token = await context.plaid.sandboxPublicTokenCreate({ ...input, ownerId, webhook }, context.call);
  return exchange(context, { ownerId, linkSessionId: null, ...token });
}

/** /sandbox/public_token/create: the token that Link's onSuccess would give to the app. */
export async function sandboxCreatePublicToken(
  context: ActionContext,
  input: Parameters<typeof sandboxCreateItem>[1],
): Promise<string> {
  requireSandbox(context);
  const ownerId = context.actorId;
  const webhook = context.settings.webhookUrl();
  const token = await context.plaid.sandboxPublicTokenCreate({ ...input, ownerId, webhook }, context.call);
  await audit(context, 'sandbox.create_public_token', null);
  return context.vault.openPublicToken(ownerId, token.sealedPublicToken);
}

/** /sandbox/processor_token/create: for an Item that Plaid creates and the gateway never stores. */
export async function sandboxCreateProcessorToken(context: ActionContext, institutionId: string): Promise<string> {
  requireSandbox(context);
  const processorToken = await context.plaid.sandboxProcessorTokenCreate(institutionId, context.call);
  await audit(context, 'sandbox.create_processor_token', null);
  return processorToken;
}

/** /sandbox/item/set_verification_status: the outcome of automated micro-deposits. */
export async function sandboxSetVerificationStatus(
  context: ActionContext,
  input: { findAccount: () => Promise<AccountWithItem>; verificationStatus: string },
): Promise<void> {
  requireSandbox(context);
  const { item, accountId } = await input.findAccount();
  const { verificationStatus } = input;
  await context.plaid.sandboxItemSetVerificationStatus(item, { accountId, verificationStatus }, context.call);
  await audit(context, 'sandbox.set_verification_status', item, [accountId]);
  await itemChanged(context, item);
}

/** /sandbox/item/reset_login: the Item needs a new login, as if the end user had changed the password. */
export async function sandboxResetLogin(context: ActionContext, itemId: ItemId): Promise<OwnedItem> {
  requireSandbox(context);
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
  requireSandbox(context);
  const item = await ownedItem(context, input.itemId);
  await audit(context, 'sandbox.fire_webhook', item);
  return context.plaid.sandboxItemFireWebhook(item, input, context.call);
}

function requireSandbox(context: ActionContext): void {
  if (context.settings.sandboxAllowed) return;
  throw new GatewayError('FORBIDDEN', 'Sandbox mutations are allowed only when PLAID_ENV is emulator or sandbox.');
}
