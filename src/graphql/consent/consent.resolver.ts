import { Arg, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from 'type-graphql';
import { badUserInput } from '../../errors/gateway-error.js';
import { asItemId } from '../../model/ids.js';
import type { ConnectedApplication } from '../../model/item-activity.js';
import type { OwnedItem } from '../../model/item.js';
import {
  itemActivityList,
  itemApplicationList,
  itemApplicationScopesUpdate,
  itemApplicationUnlink,
} from '../../plaid/endpoints/consent.js';
import { DEFAULT_PAGE_SIZE } from '../connection/connection.js';
import type { GatewayContext } from '../context.js';
import { ItemType } from '../item/item.type.js';
import { Calls, Reads } from '../reads.js';
import { UnlinkApplicationInput, UpdateApplicationScopesInput, validateScopes } from './consent.input.js';
import {
  ConnectedApplicationType,
  ItemActivityConnectionType,
  UnlinkApplicationPayload,
  UpdateApplicationScopesPayload,
} from './consent.type.js';

/** Plaid's limit for a page of /item/activity/list. */
const MAX_PAGE_SIZE = 50;
/** Longer than any cursor of Plaid's; a bound on what is sent on. */
const MAX_CURSOR_LENGTH = 1_024;

/** A page of Plaid's own list, with Plaid's own cursor. Fails with BAD_USER_INPUT. */
export async function pageOfActivity(
  { loaders }: Pick<GatewayContext, 'loaders'>,
  item: OwnedItem,
  args: { first: number | null | undefined; after: string | null | undefined },
): Promise<ItemActivityConnectionType> {
  const count = args.first ?? DEFAULT_PAGE_SIZE;
  if (count < 1 || count > MAX_PAGE_SIZE) {
    const rule = `must be between 1 and ${MAX_PAGE_SIZE}`;
    throw badUserInput('The page size is out of range.', [{ path: 'first', rule }]);
  }
  const cursor = args.after ?? null;
  if (cursor !== null && (cursor === '' || cursor.length > MAX_CURSOR_LENGTH)) {
    const rule = 'must be a cursor answered by this list';
    throw badUserInput('The cursor is not one that this list gave out.', [{ path: 'after', rule }]);
  }
  const page = await loaders.load(itemActivityList, item, { count, cursor });
  return {
    nodes: page.activities,
    lastDataAccessTimes: page.lastDataAccessTimes,
    pageInfo: {
      hasNextPage: page.nextCursor !== null,
      hasPreviousPage: cursor !== null,
      startCursor: null,
      endCursor: page.nextCursor,
    },
  };
}

/** What a person consented to, and who reads it. */
@Resolver(() => ItemType)
export class ItemConsentResolver {
  @Reads(itemActivityList)
  @FieldResolver(() => ItemActivityConnectionType, {
    nullable: true,
    description:
      'What happened to the consent for this Item, newest first, asked from Plaid each time. Plaid offers it to consent portals: without that it is null with the error UPSTREAM_REJECTED. Null with an error whenever Plaid cannot answer.',
  })
  activity(
    @Root() item: OwnedItem,
    @Ctx() context: GatewayContext,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_PAGE_SIZE,
      description: 'How many activities to answer at most: 1 to 50, else BAD_USER_INPUT.',
    })
    first: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description: 'The `endCursor` of the page before. Null: from the newest.',
    })
    after: string | null,
  ): Promise<ItemActivityConnectionType> {
    return pageOfActivity(context, item, { first, after });
  }

  @Reads(itemApplicationList)
  @FieldResolver(() => [ConnectedApplicationType], {
    nullable: true,
    description:
      'The applications that the person allows to read this Item, asked from Plaid each time. Plaid offers it to consent portals: without that it is null with the error UPSTREAM_REJECTED. Null with an error whenever Plaid cannot answer.',
  })
  connectedApplications(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<ConnectedApplication[]> {
    return context.loaders.load(itemApplicationList, item);
  }
}

/** What a consent portal lets a person change. */
@Resolver()
export class ConsentMutations {
  @Calls(itemApplicationUnlink)
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

  @Calls(itemApplicationScopesUpdate)
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
    validateScopes(input.scopes);
    const { itemId, applicationId, scopes, state = null } = input;
    const update = { itemId: asItemId(itemId), applicationId, scopes, state, context: input.context };
    const item = await context.actions.updateApplicationScopes(update);
    context.renewLoaders();
    return { item };
  }
}
