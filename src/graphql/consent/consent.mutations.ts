import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { asItemId } from '../../model/ids.js';
import type { GatewayContext } from '../context.js';
import { checkScopesObject } from './check-scopes-object.js';
import { UnlinkApplicationInput, UpdateApplicationScopesInput } from './consent.input.js';
import { UnlinkApplicationPayload, UpdateApplicationScopesPayload } from './consent-payloads.type.js';

/** What a consent portal lets a person change. */
@Resolver()
export class ConsentMutations {
  @Authorized('items:write')
  @Mutation(() => UnlinkApplicationPayload, {
    description:
      "Ends an application's access to an Item at once. Plaid offers it to consent portals; others get UPSTREAM_REJECTED. Written to the audit log. Needs the scope `items:write`. Errors: NOT_FOUND and the UPSTREAM codes.",
  })
  async unlinkApplication(
    @Ctx() context: GatewayContext,
    @Arg('input', () => UnlinkApplicationInput, { description: 'Which Item, and which application.' })
    input: UnlinkApplicationInput,
  ): Promise<UnlinkApplicationPayload> {
    const { applicationId } = input;
    const item = await context.actions.unlinkApplication({ itemId: asItemId(input.itemId), applicationId });
    context.renewLoaders();
    return { item };
  }

  @Authorized('items:write')
  @Mutation(() => UpdateApplicationScopesPayload, {
    description:
      'Changes what an application may read of an Item, down to single accounts. Plaid offers it to consent portals; others get UPSTREAM_REJECTED. Safe to repeat. Written to the audit log. Needs the scope `items:write`. Errors: BAD_USER_INPUT, NOT_FOUND and the UPSTREAM codes.',
  })
  async updateApplicationScopes(
    @Ctx() context: GatewayContext,
    @Arg('input', () => UpdateApplicationScopesInput, {
      description: 'Which Item and application, and what it may read.',
    })
    input: UpdateApplicationScopesInput,
  ): Promise<UpdateApplicationScopesPayload> {
    checkScopesObject(input.scopes);
    const { itemId, applicationId, scopes, state = null } = input;
    const update = { itemId: asItemId(itemId), applicationId, scopes, state, context: input.context };
    const item = await context.actions.updateApplicationScopes(update);
    context.renewLoaders();
    return { item };
  }
}
