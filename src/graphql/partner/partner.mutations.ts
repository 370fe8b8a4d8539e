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

/** What goes to partners of Plaid's and comes from them. */
@Resolver()
export class PartnerMutations {
  @Calls(accountsGet, processorTokenCreate)
  @Mutation(() => CreateProcessorTokenPayload, {
    description:
      'Opens one account to a payment partner of Plaid, who reads its numbers with the token; you need not see them. Not safe to repeat blindly: each call makes another token. Written to the audit log. Needs the scope `items:write`. Errors: NOT_FOUND, ITEM_ACTION_REQUIRED, UPSTREAM_REJECTED (partner unknown or not enabled) and the other UPSTREAM codes.',
  })
  async createProcessorToken(
    @Ctx() context: GatewayContext,
    @Arg('input', () => CreateProcessorTokenInput, { description: 'Which account, and for whom.' })
    input: CreateProcessorTokenInput,
  ): Promise<CreateProcessorTokenPayload> {
    const { item, id } = await requireAccount(context.loaders, input.accountId);
    const { processor } = input;
    return { processorToken: await context.actions.createProcessorToken({ item, accountId: id, processor }) };
  }

  @Calls(accountsGet, processorStripeBankAccountTokenCreate)
  @Mutation(() => CreateStripeBankAccountTokenPayload, {
    description:
      'Opens one account to Stripe. Not safe to repeat blindly: each call makes another token. Written to the audit log. Needs the scope `items:write`. Errors: NOT_FOUND, ITEM_ACTION_REQUIRED, PRODUCT_NOT_SUPPORTED (an account that Stripe cannot use) and the UPSTREAM codes.',
  })
  async createStripeBankAccountToken(
    @Ctx() context: GatewayContext,
    @Arg('input', () => CreateStripeBankAccountTokenInput, { description: 'Which account.' })
    input: CreateStripeBankAccountTokenInput,
  ): Promise<CreateStripeBankAccountTokenPayload> {
    const { item, id } = await requireAccount(context.loaders, input.accountId);
    return { stripeBankAccountToken: await context.actions.createStripeBankAccountToken({ item, accountId: id }) };
  }

  @Calls(itemImport, itemGet)
  @Mutation(() => ImportItemPayload, {
    description:
      'Makes an Item out of a sign-in at a partner of Plaid Exchange, without Link, and stores it for any owner. Not safe to repeat: each call makes another Item. Needs the scope `operator`. Errors: BAD_USER_INPUT (webhook not allowed), UPSTREAM_REJECTED (Plaid has not enabled it) and the other UPSTREAM codes.',
  })
  async importItem(
    @Ctx() context: GatewayContext,
    @Arg('input', () => ImportItemInput, { description: 'The sign-in, and whose Item it becomes.' })
    input: ImportItemInput,
  ): Promise<ImportItemPayload> {
    const { products, userId, authToken, webhook } = input;
    const ownerId = input.ownerId == null ? context.viewer.id : parseOwnerId(input.ownerId);
    if (ownerId === null) {
      const rule = 'must be an owner as tokens name them: at most 255 characters, and no control characters';
      throw badUserInput('Nobody can sign in as this owner.', [{ path: 'input.ownerId', rule }]);
    }
    const request = { ownerId, products, userId, authToken, webhook: webhook?.href ?? null };
    const item = await context.actions.importItem(request);
    context.renewLoaders();
    return { item };
  }

  @Calls(sessionTokenCreate)
  @Mutation(() => CreateLayerSessionPayload, {
    description:
      'Makes a Layer session: what your app opens Plaid Layer with. It is one of your `linkSessions`, and its Items are stored by themselves when it finishes. Not safe to repeat blindly: each call makes another session. Needs the scope `items:write`. Errors: BAD_USER_INPUT, UPSTREAM_REJECTED (template unknown) and the other UPSTREAM codes.',
  })
  async createLayerSession(
    @Ctx() context: GatewayContext,
    @Arg('input', () => CreateLayerSessionInput, { description: 'The template, and where it returns to.' })
    input: CreateLayerSessionInput,
  ): Promise<CreateLayerSessionPayload> {
    const fields = checkRedirectUri(input, context.settings.link);
    if (fields.length > 0) throw badUserInput('Plaid would refuse this Layer session; `fields` says why.', fields);
    const { templateId, redirectUri = null, androidPackageName = null } = input;
    const created = await context.actions.createLayerSession({ templateId, redirectUri, androidPackageName });
    context.renewLoaders();
    return created;
  }
}
