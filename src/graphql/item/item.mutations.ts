import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { asItemId } from '../../model/ids.js';
import type { GatewayContext } from '../context.js';
import { RemoveItemInput, RotateAccessTokenInput, UpdateItemWebhookInput } from './item.input.js';
import { RemoveItemPayload, RotateAccessTokenPayload, UpdateItemWebhookPayload } from './item.type.js';

/** What can be done to a stored Item. */
@Resolver()
export class ItemMutations {
  @Authorized('items:write')
  @Mutation(() => RemoveItemPayload, {
    description:
      'Removes an Item: revokes access at Plaid and deletes the Item, its access token and its accounts from the gateway. This cannot be undone; the end user would have to link again. Safe to retry after a lost connection; once the Item is removed, a retry returns NOT_FOUND. Needs the scope `items:write`. Errors: NOT_FOUND and any UPSTREAM code.',
  })
  async removeItem(
    @Ctx() context: GatewayContext,
    @Arg('input', () => RemoveItemInput, { description: 'The Item and the reason.' }) input: RemoveItemInput,
  ): Promise<RemoveItemPayload> {
    const { reasonCode = null, reasonNote = null } = input;
    const removedItemId = await context.actions.removeItem({ itemId: asItemId(input.itemId), reasonCode, reasonNote });
    context.renewLoaders();
    return { removedItemId };
  }

  @Authorized('items:write')
  @Mutation(() => UpdateItemWebhookPayload, {
    description:
      "Changes the URL to which Plaid sends an Item's webhooks. Plaid confirms with a WEBHOOK_UPDATE_ACKNOWLEDGED webhook to the new URL. Idempotent. Needs the scope `items:write`. Errors: BAD_USER_INPUT (origin not allowed), NOT_FOUND and any UPSTREAM code.",
  })
  async updateItemWebhook(
    @Ctx() context: GatewayContext,
    @Arg('input', () => UpdateItemWebhookInput, { description: 'The Item and the new URL.' })
    input: UpdateItemWebhookInput,
  ): Promise<UpdateItemWebhookPayload> {
    const webhook = input.webhook?.href ?? null;
    const item = await context.actions.updateItemWebhook({ itemId: asItemId(input.itemId), webhook });
    context.renewLoaders();
    return { item };
  }

  @Authorized('items:write')
  @Mutation(() => RotateAccessTokenPayload, {
    description:
      'Replaces the access token that the gateway stores for an Item. The old token stops working immediately. Nothing changes for your app, because no API ever returns an access token. Use it if a copy of the database may have leaked. Needs the scope `items:write`. Errors: NOT_FOUND and any UPSTREAM code.',
  })
  async rotateAccessToken(
    @Ctx() context: GatewayContext,
    @Arg('input', () => RotateAccessTokenInput, { description: 'The Item.' }) input: RotateAccessTokenInput,
  ): Promise<RotateAccessTokenPayload> {
    const item = await context.actions.rotateAccessToken(asItemId(input.itemId));
    context.renewLoaders();
    return { item };
  }
}
