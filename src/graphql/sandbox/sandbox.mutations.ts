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

/** Test Items without Link, and the things that can happen to them. */
@Resolver()
export class SandboxMutations {
  @Calls(sandboxPublicTokenCreate, itemPublicTokenExchange)
  @Mutation(() => SandboxCreateItemPayload, {
    description:
      "Makes and stores a test Item without going through Link. FORBIDDEN unless the gateway runs against the emulator or Plaid's Sandbox. Needs the scope `items:write`. Errors: UPSTREAM_REJECTED (institution or product unknown) and the other UPSTREAM codes.",
  })
  async sandboxCreateItem(
    @Ctx() context: GatewayContext,
    @Arg('input', () => SandboxCreateItemInput, {
      description: 'The test Item; `{}` makes one at First Platypus Bank.',
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
      "Breaks the sign-in of a test Item, to try out how your app repairs it. FORBIDDEN unless the gateway runs against the emulator or Plaid's Sandbox. Needs the scope `items:write`. Errors: NOT_FOUND and the UPSTREAM codes.",
  })
  async sandboxResetLogin(
    @Ctx() context: GatewayContext,
    @Arg('input', () => SandboxResetLoginInput, { description: 'Which Item.' }) input: SandboxResetLoginInput,
  ): Promise<SandboxResetLoginPayload> {
    const item = await context.actions.sandboxResetLogin(asItemId(input.itemId));
    context.renewLoaders();
    return { item };
  }

  @Calls(sandboxItemFireWebhook)
  @Mutation(() => SandboxFireWebhookPayload, {
    description:
      "Has Plaid send a webhook about a test Item, to try out your subscriptions. The Item itself does not change. FORBIDDEN unless the gateway runs against the emulator or Plaid's Sandbox. Needs the scope `items:write`. Errors: NOT_FOUND, UPSTREAM_REJECTED (code unknown, product missing, no webhook address) and the other UPSTREAM codes.",
  })
  async sandboxFireWebhook(
    @Ctx() context: GatewayContext,
    @Arg('input', () => SandboxFireWebhookInput, { description: 'Which webhook, and for which Item.' })
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
      "Makes a test Item at Plaid and answers its public token, as Link would, to try out `exchangePublicToken`. FORBIDDEN unless the gateway runs against the emulator or Plaid's Sandbox. Needs the scope `items:write`. Errors: UPSTREAM_REJECTED (institution or product unknown) and the other UPSTREAM codes.",
  })
  async sandboxCreatePublicToken(
    @Ctx() context: GatewayContext,
    @Arg('input', () => SandboxCreateItemInput, { description: 'The test Item, as for `sandboxCreateItem`.' })
    input: SandboxCreateItemInput,
  ): Promise<SandboxCreatePublicTokenPayload> {
    const { institutionId, initialProducts, overrideUsername = null, overridePassword = null } = input;
    const request = { institutionId, initialProducts, overrideUsername, overridePassword };
    return { publicToken: await context.actions.sandboxCreatePublicToken(request) };
  }

  @Calls(sandboxProcessorTokenCreate)
  @Mutation(() => CreateProcessorTokenPayload, {
    description:
      "Makes a processor token for a test Item that stays at Plaid, to try out a partner's side. FORBIDDEN unless the gateway runs against the emulator or Plaid's Sandbox. Needs the scope `items:write`. Errors: UPSTREAM_REJECTED (institution unknown) and the other UPSTREAM codes.",
  })
  async sandboxCreateProcessorToken(
    @Ctx() context: GatewayContext,
    @Arg('input', () => SandboxCreateProcessorTokenInput, { description: 'At which institution.' })
    input: SandboxCreateProcessorTokenInput,
  ): Promise<CreateProcessorTokenPayload> {
    return { processorToken: await context.actions.sandboxCreateProcessorToken(input.institutionId) };
  }

  @Calls(accountsGet, sandboxItemSetVerificationStatus)
  @Mutation(() => SandboxSetVerificationStatusPayload, {
    description:
      "Ends the automated micro-deposits of a test account, well or not; the matching AUTH webhook follows. FORBIDDEN unless the gateway runs against the emulator or Plaid's Sandbox. Needs the scope `items:write`. Errors: NOT_FOUND, UPSTREAM_REJECTED (status unknown) and the other UPSTREAM codes.",
  })
  async sandboxSetVerificationStatus(
    @Ctx() context: GatewayContext,
    @Arg('input', () => SandboxSetVerificationStatusInput, { description: 'Which account, and how it ends.' })
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
