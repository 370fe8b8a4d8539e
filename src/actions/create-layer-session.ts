import { type ActionContext, audit } from './action-context.js';
import { recordLinkSession } from './create-link-session.js';

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
