import type {
  SandboxItemFireWebhookResponse,
  SandboxProcessorTokenCreateResponse,
  SandboxPublicTokenCreateResponse,
} from 'plaid';
import type { PlaidCaller } from './create-plaid-client.js';
import { ENDPOINTS } from './endpoints.js';
import type { PlaidClient } from './plaid-client.js';
import { requiredFields, requiredText } from './wire.js';

/** What exists only in Plaid's Sandbox and in the emulator. */
export function sandboxCalls(
  plaid: PlaidCaller,
): Pick<
  PlaidClient,
  | 'sandboxPublicTokenCreate'
  | 'sandboxItemResetLogin'
  | 'sandboxItemFireWebhook'
  | 'sandboxProcessorTokenCreate'
  | 'sandboxItemSetVerificationStatus'
> {
  return {
    async sandboxPublicTokenCreate(request, call) {
      const body = {
        institution_id: request.institutionId,
        initial_products: [...request.initialProducts],
        options: {
          webhook: request.webhook,
          ...(request.overrideUsername === null ? {} : { override_username: request.overrideUsername }),
          ...(request.overridePassword === null ? {} : { override_password: request.overridePassword }),
        },
      };
      const answer = await plaid.send(ENDPOINTS.sandboxPublicTokenCreate, body, call);
      const wire = requiredFields<SandboxPublicTokenCreateResponse>(answer, 'sandbox/public_token/create');
      return plaid.vault.sealPublicToken(request.ownerId, requiredText(wire.public_token, 'public_token'));
    },
    async sandboxItemResetLogin(item, call) {
      await plaid.sendForItem(ENDPOINTS.sandboxItemResetLogin, item, {}, call);
    },
    async sandboxProcessorTokenCreate(institutionId, call) {
      const body = { institution_id: institutionId };
      const answer = await plaid.send(ENDPOINTS.sandboxProcessorTokenCreate, body, call);
      const wire = requiredFields<SandboxProcessorTokenCreateResponse>(answer, 'sandbox/processor_token/create');
      return requiredText(wire.processor_token, 'processor_token');
    },
    async sandboxItemSetVerificationStatus(item, { accountId, verificationStatus }, call) {
      const body = { account_id: accountId, verification_status: verificationStatus };
      await plaid.sendForItem(ENDPOINTS.sandboxItemSetVerificationStatus, item, body, call);
    },
    async sandboxItemFireWebhook(item, { webhookCode, webhookType }, call) {
      const body = {
        webhook_code: webhookCode,
        ...(webhookType === null ? {} : { webhook_type: webhookType }),
      };
      const answer = await plaid.sendForItem(ENDPOINTS.sandboxItemFireWebhook, item, body, call);
      const wire = requiredFields<SandboxItemFireWebhookResponse>(answer, 'sandbox/item/fire_webhook');
      return { webhookFired: wire.webhook_fired === true };
    },
  };
}
