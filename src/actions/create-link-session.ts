import { GatewayError } from '../errors/gateway-error.js';
import { asLinkSessionId, type ItemId } from '../model/ids.js';
import { isJsonObject } from '../model/json.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import type { LinkTokenRequest } from '../plaid/plaid-client.js';
import { linkTokenFingerprint, sealHostedLinkUrl, sealLinkToken } from '../vault/sealing.js';
import { type ActionContext, audit, ownedItem } from './action-context.js';

/** /link/token/create, and the session is stored with its token encrypted. With `updateItemId`: update mode. */
export async function createLinkSession(
  context: ActionContext,
  input: { request: LinkTokenRequest; updateItemId: ItemId | null },
): Promise<OwnedLinkSession> {
  const updateItem = input.updateItemId === null ? null : await ownedItem(context, input.updateItemId);
  const request = withDefaults(context, input.request, updateItem !== null);
  await countDelivery(context, request);
  const created = await context.plaid.linkTokenCreate(request, updateItem, context.call);
  const session = await recordLinkSession(context, created, updateItem?.id ?? null);
  await audit(context, 'link_session.create', updateItem);
  return session;
}

/** Stores a link token that Plaid has just created, encrypted, as a session of the actor. */
function recordLinkSession(
  context: ActionContext,
  created: { linkToken: string; expiration: Date; hostedLinkUrl: string | null },
  updateItemId: ItemId | null,
): Promise<OwnedLinkSession> {
  const session = { id: asLinkSessionId(context.newId('ls_')), ownerId: context.actorId };
  return context.store.linkSessions.insert({
    ...session,
    sealedLinkToken: sealLinkToken(context.vault, session, created.linkToken),
    linkTokenFingerprint: linkTokenFingerprint(context.vault, created.linkToken),
    sealedHostedLinkUrl:
      created.hostedLinkUrl === null ? null : sealHostedLinkUrl(context.vault, session, created.hostedLinkUrl),
    createdAt: context.now(),
    expiresAt: created.expiration.getTime(),
    updateItemId,
  });
}

/** The client's request over the operator's defaults. The client cannot choose the session's user or its webhook URL. */
function withDefaults(context: ActionContext, request: LinkTokenRequest, updateMode: boolean): LinkTokenRequest {
  const { link, webhookUrl } = context.settings;
  const user = typeof request.user === 'object' ? request.user : {};
  return {
    client_name: link.clientName,
    language: link.language,
    country_codes: [...link.countryCodes],
    ...request,
    user: { ...user, client_user_id: context.actorId },
    // Plaid ignores the webhook in update mode: the Item keeps its own.
    ...(updateMode ? {} : { webhook: webhookUrl() }),
  };
}

/** /session/token/create. Stored like a Link session: its webhooks find their owner, and its public tokens are exchanged. */
export async function createLayerSession(
  context: ActionContext,
  input: { templateId: string; redirectUri: string | null; androidPackageName: string | null },
): Promise<{ linkToken: string; expiration: Date }> {
  const request = {
    template_id: input.templateId,
    user: { client_user_id: context.actorId },
    webhook: context.settings.webhookUrl(),
    ...(input.redirectUri === null ? {} : { redirect_uri: input.redirectUri }),
    ...(input.androidPackageName === null ? {} : { android_package_name: input.androidPackageName }),
  };
  const created = await context.plaid.sessionTokenCreate(request, context.call);
  await recordLinkSession(context, { ...created, hostedLinkUrl: null }, null);
  await audit(context, 'layer_session.create', null);
  return created;
}

const DELIVERY_WINDOW_MS = 24 * 3_600_000;

/**
 * Counts a Link session that Plaid is to send by SMS or e-mail: for the user who creates it, and for the recipient over all
 * users. Rejects with LIMIT_EXCEEDED when either limit is used up, and with StoreUnavailableError when it cannot be
 * counted; then nothing is sent. A session that Plaid refuses stays counted.
 */
async function countDelivery(context: ActionContext, request: LinkTokenRequest): Promise<void> {
  const recipient = recipientOf(request);
  if (recipient === null) return;
  const { perUser, perRecipient } = context.settings.linkDeliveries;
  const release = await count(context, `user:${context.actorId}`, perUser);
  await count(context, `to:${recipient}`, perRecipient).catch(async (error: unknown) => {
    await release();
    throw error;
  });
}

/** Returns a function that takes the count back. */
async function count(context: ActionContext, key: string, max: number): Promise<() => Promise<void>> {
  if (max === 0) return () => Promise.resolve();
  const { quotas } = context.store;
  const fingerprint = context.vault.fingerprint('link delivery', key);
  const counted = await quotas.use(fingerprint, { max, windowMs: DELIVERY_WINDOW_MS });
  if ('use' in counted) return () => quotas.release(counted.use);
  throw new GatewayError(
    'LIMIT_EXCEEDED',
    'Too many Link sessions were sent by SMS or e-mail for this user or to this recipient. Open hostedLinkUrl instead.',
    { retryAfterMs: counted.retryAfterMs },
  );
}

/** The recipient of the session; null when Plaid does not send it. Addresses that reach the same mailbox count as one. */
function recipientOf({ hosted_link: hostedLink, user }: LinkTokenRequest): string | null {
  const method = stringField(hostedLink, 'delivery_method');
  if (method === null) return null;
  if (method === 'sms') return stringField(user, 'phone_number') ?? '';
  const address = (stringField(user, 'email_address') ?? '').toLowerCase();
  return address.replace(/\+[^@]*@/, '@');
}

function stringField(value: unknown, key: string): string | null {
  const field = isJsonObject(value) ? value[key] : null;
  return typeof field === 'string' ? field : null;
}
