import { asLinkSessionId, type ItemId } from '../model/ids.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import type { LinkTokenRequest } from '../plaid/plaid-client.js';
import { linkTokenFingerprint, sealHostedLinkUrl, sealLinkToken } from '../vault/seal-contexts.js';
import { type ActionContext, audit, ownedItem } from './action-context.js';
import { countDelivery } from './link-delivery.js';

/** /link/token/create, and the session recorded with its token sealed. With `updateItemId`: update mode. */
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

/** Keeps a link token that Plaid has just made, sealed, as a session of the actor's. */
export function recordLinkSession(
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

/** The operator's defaults under what the client asked for; whose session it is and where webhooks go are not the client's to say. */
function withDefaults(context: ActionContext, request: LinkTokenRequest, updateMode: boolean): LinkTokenRequest {
  const { link, webhookUrl } = context.settings;
  const user = typeof request.user === 'object' ? request.user : {};
  return {
    client_name: link.clientName,
    language: link.language,
    country_codes: [...link.countryCodes],
    ...request,
    user: { ...user, client_user_id: context.actorId },
    // Plaid ignores a webhook in update mode: the Item keeps its own.
    ...(updateMode ? {} : { webhook: webhookUrl() }),
  };
}

/** /session/token/create. Recorded like a Link session: its webhooks find their owner, and its public tokens are exchanged. */
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
