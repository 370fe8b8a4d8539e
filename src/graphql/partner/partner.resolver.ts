import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { badUserInput } from '../../errors/gateway-error.js';
import { parseOwnerId } from '../../model/ids.js';
import { accountsGet } from '../../plaid/endpoints/accounts-get.js';
import { itemGet } from '../../plaid/endpoints/item-get.js';
import { itemImport } from '../../plaid/endpoints/item-import.js';
import { sessionTokenCreate } from '../../plaid/endpoints/link-token-create.js';
import { processorStripeBankAccountTokenCreate, processorTokenCreate } from '../../plaid/endpoints/processor.js';
import { requireAccount } from '../account/account-with-item.js';
import type { GatewayContext } from '../context.js';
import { checkRedirectUri } from '../link-session/link-validation.js';
import { Calls } from '../reads.js';
import {
  CreateLayerSessionInput,
  CreateProcessorTokenInput,
  CreateStripeBankAccountTokenInput,
  ImportItemInput,
} from './partner.input.js';
import {
  CreateLayerSessionPayload,
  CreateProcessorTokenPayload,
  CreateStripeBankAccountTokenPayload,
  ImportItemPayload,
} from './partner.type.js';

/** Mutations for Plaid's partners (processors, Stripe, Plaid Exchange) and for Layer. */
@Resolver()
export class PartnerMutations {
  @Calls(accountsGet, processorTokenCreate)
  @Mutation(() => CreateProcessorTokenPayload, {
    description:
      'Creates a processor token, with which a payment partner of Plaid can read the numbers of one account. Your app does not need to see the numbers. Not idempotent: each call creates another token. Written to the audit log. Needs the scope `items:write`. Errors: NOT_FOUND, ITEM_ACTION_REQUIRED, UPSTREAM_REJECTED (the partner is unknown or not enabled) and any other UPSTREAM code.',
  })
  async createProcessorToken(
    @Ctx() context: GatewayContext,
    @Arg('input', () => CreateProcessorTokenInput, { description: 'The account and the partner.' })
    input: CreateProcessorTokenInput,
  ): Promise<CreateProcessorTokenPayload> {
    const { item, id } = await requireAccount(context.loaders, input.accountId);
    const { processor } = input;
    return { processorToken: await context.actions.createProcessorToken({ item, accountId: id, processor }) };
  }

  @Calls(accountsGet, processorStripeBankAccountTokenCreate)
  @Mutation(() => CreateStripeBankAccountTokenPayload, {
    description:
      'Creates a bank account token, with which Stripe can use one account. Not idempotent: each call creates another token. Written to the audit log. Needs the scope `items:write`. Errors: NOT_FOUND, ITEM_ACTION_REQUIRED, PRODUCT_NOT_SUPPORTED (Stripe cannot use the account) and any UPSTREAM code.',
  })
  async createStripeBankAccountToken(
    @Ctx() context: GatewayContext,
    @Arg('input', () => CreateStripeBankAccountTokenInput, { description: 'The account to share with Stripe.' })
    input: CreateStripeBankAccountTokenInput,
  ): Promise<CreateStripeBankAccountTokenPayload> {
    const { item, id } = await requireAccount(context.loaders, input.accountId);
    return { stripeBankAccountToken: await context.actions.createStripeBankAccountToken({ item, accountId: id }) };
  }

  @Calls(itemImport, itemGet)
  @Mutation(() => ImportItemPayload, {
    description:
      'Creates an Item from an authorization at a Plaid Exchange partner, without Link, and stores it for any user. Not idempotent: each call creates another Item. Needs the scope `operator`. Errors: BAD_USER_INPUT (webhook URL not allowed), UPSTREAM_REJECTED (not enabled by Plaid) and any other UPSTREAM code.',
  })
  async importItem(
    @Ctx() context: GatewayContext,
    @Arg('input', () => ImportItemInput, { description: 'The authorization, and the owner of the new Item.' })
    input: ImportItemInput,
  ): Promise<ImportItemPayload> {
    const { products, userId, authToken, webhook } = input;
    const ownerId = input.ownerId == null ? context.viewer.id : parseOwnerId(input.ownerId);
    if (ownerId === null) {
      const rule = 'must be at most 255 characters of well-formed Unicode without control characters';
      throw badUserInput('The owner id is not a valid user id.', [{ path: 'input.ownerId', rule }]);
    }
    const request = { ownerId, products, userId, authToken, webhook: webhook?.href ?? null };
    const item = await context.actions.importItem(request);
    context.renewLoaders();
    return { item };
  }

  @Calls(sessionTokenCreate)
  @Mutation(() => CreateLayerSessionPayload, {
    description:
      'Creates a Layer session, with which your app opens Plaid Layer. It appears in your `linkSessions`, and its Items are stored automatically when the end user finishes. Not idempotent: each call creates another session. Needs the scope `items:write`. Errors: BAD_USER_INPUT, UPSTREAM_REJECTED (unknown template) and any other UPSTREAM code.',
  })
  async createLayerSession(
    @Ctx() context: GatewayContext,
    @Arg('input', () => CreateLayerSessionInput, { description: 'The template, and the URL to return to.' })
    input: CreateLayerSessionInput,
  ): Promise<CreateLayerSessionPayload> {
    const fields = checkRedirectUri(input, context.settings.link);
    if (fields.length > 0)
      throw badUserInput('The Layer session input is invalid. See `fields` for the rules to follow.', fields);
    const { templateId, redirectUri = null, androidPackageName = null } = input;
    const created = await context.actions.createLayerSession({ templateId, redirectUri, androidPackageName });
    context.renewLoaders();
    return created;
  }
}
