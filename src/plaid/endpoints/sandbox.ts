import type {
  SandboxItemFireWebhookResponse,
  SandboxProcessorTokenCreateResponse,
  SandboxPublicTokenCreateResponse,
} from 'plaid';
import type { AccountId, OwnerId } from '../../model/ids.js';
import { itemWrite, publicWrite } from '../endpoint.js';
import { requiredFields, requiredText } from '../wire.js';

// These exist only in Plaid's Sandbox and in the emulator.

interface SandboxItemRequest {
  ownerId: OwnerId;
  institutionId: string;
  initialProducts: readonly string[];
  webhook: string;
  overrideUsername: string | null;
  overridePassword: string | null;
}

/** Creates a test Item and returns its public token, sealed. */
export const sandboxPublicTokenCreate = publicWrite({
  path: '/sandbox/public_token/create',
  cost: 10,
  request: ({ institutionId, initialProducts, webhook, overrideUsername, overridePassword }: SandboxItemRequest) => ({
    institution_id: institutionId,
    initial_products: [...initialProducts],
    options: {
      webhook,
      ...(overrideUsername === null ? {} : { override_username: overrideUsername }),
      ...(overridePassword === null ? {} : { override_password: overridePassword }),
    },
  }),
  parse(response, { vault }, { ownerId }) {
    const wire = requiredFields<SandboxPublicTokenCreateResponse>(response, 'sandbox/public_token/create');
    return vault.sealPublicToken(ownerId, requiredText(wire.public_token, 'public_token'));
  },
});

/** Breaks the login of a test Item. */
export const sandboxItemResetLogin = itemWrite({
  path: '/sandbox/item/reset_login',
  cost: 10,
  parse: () => undefined,
});

/** Makes Plaid send a webhook about a test Item. */
export const sandboxItemFireWebhook = itemWrite({
  path: '/sandbox/item/fire_webhook',
  cost: 10,
  request: ({ webhookCode, webhookType }: { webhookCode: string; webhookType: string | null }) => ({
    webhook_code: webhookCode,
    ...(webhookType === null ? {} : { webhook_type: webhookType }),
  }),
  parse(response) {
    const wire = requiredFields<SandboxItemFireWebhookResponse>(response, 'sandbox/item/fire_webhook');
    return { webhookFired: wire.webhook_fired === true };
  },
});

/** Creates a processor token for a test Item that is not stored in the gateway. */
export const sandboxProcessorTokenCreate = publicWrite({
  path: '/sandbox/processor_token/create',
  cost: 10,
  request: (institutionId: string) => ({ institution_id: institutionId }),
  parse(response) {
    const wire = requiredFields<SandboxProcessorTokenCreateResponse>(response, 'sandbox/processor_token/create');
    return requiredText(wire.processor_token, 'processor_token');
  },
});

/** Ends the automated micro-deposits of a test account with this status. */
export const sandboxItemSetVerificationStatus = itemWrite({
  path: '/sandbox/item/set_verification_status',
  cost: 10,
  request: ({ accountId, verificationStatus }: { accountId: AccountId; verificationStatus: string }) => ({
    account_id: accountId,
    verification_status: verificationStatus,
  }),
  parse: () => undefined,
});
