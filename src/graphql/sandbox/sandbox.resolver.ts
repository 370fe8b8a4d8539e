import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { asAccountId, asItemId } from '../../model/ids.js';
import { accountsGet } from '../../plaid/endpoints/accounts-get.js';
import { itemPublicTokenExchange } from '../../plaid/endpoints/item-writes.js';
import {
  sandboxItemFireWebhook,
  sandboxItemResetLogin,
  sandboxItemSetVerificationStatus,
  sandboxProcessorTokenCreate,
  sandboxPublicTokenCreate,
} from '../../plaid/endpoints/sandbox.js';
import type { GatewayContext } from '../context.js';
import { findAccount, requireAccount } from '../account/account-with-item.js';
import { CreateProcessorTokenPayload } from '../partner/partner.type.js';
import { Calls } from '../reads.js';
import {
  SandboxCreateItemPayload,
  SandboxCreatePublicTokenPayload,
  SandboxFireWebhookPayload,
  SandboxResetLoginPayload,
  SandboxSetVerificationStatusPayload,
} from './sandbox.type.js';
import {
  SandboxCreateItemInput,
  SandboxCreateProcessorTokenInput,
  SandboxFireWebhookInput,
  SandboxResetLoginInput,
  SandboxSetVerificationStatusInput,
} from './sandbox.input.js';

/** Mutations on test Items. The actions refuse them unless the gateway runs against the emulator or Plaid's Sandbox. */
@Resolver()
export class SandboxMutations {
  @Calls(sandboxPublicTokenCreate, itemPublicTokenExchange)
  @Mutation(() => SandboxCreateItemPayload, {
    description:
      "Creates and stores a test Item without Link. FORBIDDEN unless the gateway runs against the emulator or Plaid's Sandbox. Needs the scope `items:write`. Errors: UPSTREAM_REJECTED (unknown institution or product) and any other UPSTREAM code.",
  })
  async sandboxCreateItem(
    @Ctx() context: GatewayContext,
    @Arg('input', () => SandboxCreateItemInput, {
      description: 'The test Item; `{}` creates one at First Platypus Bank.',
    })
    input: SandboxCreateItemInput,
  ): Promise<SandboxCreateItemPayload> {
    const { institutionId, initialProducts, overrideUsername = null, overridePassword = null } = input;
    const request = { institutionId, initialProducts, overrideUsername, overridePassword };
    const item = await context.actions.sandboxCreateItem(request);
    context.renewLoaders();
    return { item };
  }

  @Calls(sandboxItemResetLogin)
  @Mutation(() => SandboxResetLoginPayload, {
    description:
      "Breaks the login of a test Item, so that you can test how your app repairs it. FORBIDDEN unless the gateway runs against the emulator or Plaid's Sandbox. Needs the scope `items:write`. Errors: NOT_FOUND and any UPSTREAM code.",
  })
  async sandboxResetLogin(
    @Ctx() context: GatewayContext,
    @Arg('input', () => SandboxResetLoginInput, { description: 'The test Item.' }) input: SandboxResetLoginInput,
  ): Promise<SandboxResetLoginPayload> {
    const item = await context.actions.sandboxResetLogin(asItemId(input.itemId));
    context.renewLoaders();
    return { item };
  }

  @Calls(sandboxItemFireWebhook)
  @Mutation(() => SandboxFireWebhookPayload, {
    description:
      "Makes Plaid send a webhook about a test Item, so that you can test your subscriptions. Plaid does not change the Item; the emulator changes it to match the webhook. FORBIDDEN unless the gateway runs against the emulator or Plaid's Sandbox. Needs the scope `items:write`. Errors: NOT_FOUND, UPSTREAM_REJECTED (unknown code, missing product, or no webhook URL) and any other UPSTREAM code.",
  })
  async sandboxFireWebhook(
    @Ctx() context: GatewayContext,
    @Arg('input', () => SandboxFireWebhookInput, { description: 'The webhook and the test Item.' })
    input: SandboxFireWebhookInput,
  ): Promise<SandboxFireWebhookPayload> {
    const { webhookCode, webhookType = null } = input;
    const fired = await context.actions.sandboxFireWebhook({
      itemId: asItemId(input.itemId),
      webhookCode,
      webhookType,
    });
    context.renewLoaders();
    return fired;
  }

  @Calls(sandboxPublicTokenCreate)
  @Mutation(() => SandboxCreatePublicTokenPayload, {
    description:
      "Creates a test Item at Plaid and returns its public token, as Link would, so that you can test `exchangePublicToken`. FORBIDDEN unless the gateway runs against the emulator or Plaid's Sandbox. Needs the scope `items:write`. Errors: UPSTREAM_REJECTED (unknown institution or product) and any other UPSTREAM code.",
  })
  async sandboxCreatePublicToken(
    @Ctx() context: GatewayContext,
    @Arg('input', () => SandboxCreateItemInput, {
      description: 'The test Item; the same input as for `sandboxCreateItem`.',
    })
    input: SandboxCreateItemInput,
  ): Promise<SandboxCreatePublicTokenPayload> {
    const { institutionId, initialProducts, overrideUsername = null, overridePassword = null } = input;
    const request = { institutionId, initialProducts, overrideUsername, overridePassword };
    return { publicToken: await context.actions.sandboxCreatePublicToken(request) };
  }

  @Calls(sandboxProcessorTokenCreate)
  @Mutation(() => CreateProcessorTokenPayload, {
    description:
      "Creates a processor token for a test account, so that you can test a partner integration. The test Item is not stored in the gateway. FORBIDDEN unless the gateway runs against the emulator or Plaid's Sandbox. Needs the scope `items:write`. Errors: UPSTREAM_REJECTED (unknown institution) and any other UPSTREAM code.",
  })
  async sandboxCreateProcessorToken(
    @Ctx() context: GatewayContext,
    @Arg('input', () => SandboxCreateProcessorTokenInput, { description: 'The institution of the test account.' })
    input: SandboxCreateProcessorTokenInput,
  ): Promise<CreateProcessorTokenPayload> {
    return { processorToken: await context.actions.sandboxCreateProcessorToken(input.institutionId) };
  }

  @Calls(accountsGet, sandboxItemSetVerificationStatus)
  @Mutation(() => SandboxSetVerificationStatusPayload, {
    description:
      "Sets the result of automated micro-deposits for a test account. The matching AUTH webhook follows. FORBIDDEN unless the gateway runs against the emulator or Plaid's Sandbox. Needs the scope `items:write`. Errors: NOT_FOUND, UPSTREAM_REJECTED (unknown status) and any other UPSTREAM code.",
  })
  async sandboxSetVerificationStatus(
    @Ctx() context: GatewayContext,
    @Arg('input', () => SandboxSetVerificationStatusInput, { description: 'The account and the verification result.' })
    input: SandboxSetVerificationStatusInput,
  ): Promise<SandboxSetVerificationStatusPayload> {
    const { accountId, verificationStatus } = input;
    await context.actions.sandboxSetVerificationStatus({
      findAccount: async () => {
        const { item, id } = await requireAccount(context.loaders, accountId);
        return { item, accountId: id };
      },
      verificationStatus,
    });
    return { account: await findAccount(context.renewLoaders(), asAccountId(accountId)) };
  }
}
