import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { asItemId } from '../../model/ids.js';
import { itemAccessTokenInvalidate, itemRemove, itemWebhookUpdate } from '../../plaid/endpoints/item-writes.js';
import type { GatewayContext } from '../context.js';
import { Calls } from '../reads.js';
import { RemoveItemInput, RotateAccessTokenInput, UpdateItemWebhookInput } from './item.input.js';
import { RemoveItemPayload, RotateAccessTokenPayload, UpdateItemWebhookPayload } from './item.type.js';

/** What can be done to a stored Item. */
@Resolver()
export class ItemMutations {
  @Calls(itemRemove)
  @Mutation(() => RemoveItemPayload, {
    description:
      'Ends the access at Plaid and forgets the Item, its token and its accounts. Cannot be undone: the person has to link again. Safe to repeat after a lost connection; once it is gone the answer is NOT_FOUND. Needs the scope `items:write`. Errors: NOT_FOUND and the UPSTREAM codes.',
  })
  async removeItem(
    @Ctx() context: GatewayContext,
    @Arg('input', () => RemoveItemInput, { description: 'Which Item, and why.' }) input: RemoveItemInput,
  ): Promise<RemoveItemPayload> {
    const { reasonCode = null, reasonNote = null } = input;
    const removedItemId = await context.actions.removeItem({ itemId: asItemId(input.itemId), reasonCode, reasonNote });
    context.renewLoaders();
    return { removedItemId };
  }

  @Calls(itemWebhookUpdate)
  @Mutation(() => UpdateItemWebhookPayload, {
    description:
      'Changes where Plaid sends the webhooks of an Item. Plaid confirms with a WEBHOOK_UPDATE_ACKNOWLEDGED to the new address. Safe to repeat. Needs the scope `items:write`. Errors: BAD_USER_INPUT (origin not allowed), NOT_FOUND and the UPSTREAM codes.',
  })
  async updateItemWebhook(
    @Ctx() context: GatewayContext,
    @Arg('input', () => UpdateItemWebhookInput, { description: 'Which Item, and the new address.' })
    input: UpdateItemWebhookInput,
  ): Promise<UpdateItemWebhookPayload> {
    const webhook = input.webhook?.href ?? null;
    const item = await context.actions.updateItemWebhook({ itemId: asItemId(input.itemId), webhook });
    context.renewLoaders();
    return { item };
  }

  @Calls(itemAccessTokenInvalidate)
  @Mutation(() => RotateAccessTokenPayload, {
    description:
      'Replaces the access token that the gateway keeps for an Item; the old one stops working at once. Nothing changes for you: no API ever shows either token. Do it when a copy of the database may have been seen. Needs the scope `items:write`. Errors: NOT_FOUND and the UPSTREAM codes.',
  })
  async rotateAccessToken(
    @Ctx() context: GatewayContext,
    @Arg('input', () => RotateAccessTokenInput, { description: 'Which Item.' }) input: RotateAccessTokenInput,
  ): Promise<RotateAccessTokenPayload> {
    const item = await context.actions.rotateAccessToken(asItemId(input.itemId));
    context.renewLoaders();
    return { item };
  }
}
