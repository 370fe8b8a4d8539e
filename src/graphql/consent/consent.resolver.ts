import { Arg, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from 'type-graphql';
import { asItemId } from '../../model/ids.js';
import type { ConnectedApplication } from '../../model/item-activity.js';
import type { OwnedItem } from '../../model/item.js';
import {
  itemActivityList,
  itemApplicationList,
  itemApplicationScopesUpdate,
  itemApplicationUnlink,
} from '../../plaid/endpoints/consent.js';
import { DEFAULT_PAGE_SIZE, invalidCursor, invalidPageSize } from '../connection/connection.js';
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
/** Longer than any cursor of Plaid's. Limits what is passed on to Plaid. */
const MAX_CURSOR_LENGTH = 1_024;

/** A page of /item/activity/list, with Plaid's own cursor. Fails with BAD_USER_INPUT. */
export async function pageOfActivity(
  { loaders }: Pick<GatewayContext, 'loaders'>,
  item: OwnedItem,
  args: { first: number | null | undefined; after: string | null | undefined },
): Promise<ItemActivityConnectionType> {
  const count = args.first ?? DEFAULT_PAGE_SIZE;
  if (count < 1 || count > MAX_PAGE_SIZE) throw invalidPageSize(MAX_PAGE_SIZE);
  const cursor = args.after ?? null;
  if (cursor === '' || (cursor?.length ?? 0) > MAX_CURSOR_LENGTH) throw invalidCursor();
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

@Resolver(() => ItemType)
export class ItemConsentResolver {
  @Reads(itemActivityList)
  @FieldResolver(() => ItemActivityConnectionType, {
    nullable: true,
    description:
      "The history of the end user's consent for this Item, newest first. Fetched from Plaid on each request, never cached. Plaid offers it only to consent portals; for other operators it is null with the error UPSTREAM_REJECTED. Null with an error if Plaid cannot be reached.",
  })
  activity(
    @Root() item: OwnedItem,
    @Ctx() context: GatewayContext,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_PAGE_SIZE,
      description: 'The maximum number of activities to return: 1 to 50, otherwise BAD_USER_INPUT.',
    })
    first: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description: 'The `endCursor` of the previous page. If null, starts with the newest activity.',
    })
    after: string | null,
  ): Promise<ItemActivityConnectionType> {
    return pageOfActivity(context, item, { first, after });
  }

  @Reads(itemApplicationList)
  @FieldResolver(() => [ConnectedApplicationType], {
    nullable: true,
    description:
      'The applications that the end user allows to read this Item. Fetched from Plaid on each request, never cached. Plaid offers it only to consent portals; for other operators it is null with the error UPSTREAM_REJECTED. Null with an error if Plaid cannot be reached.',
  })
  connectedApplications(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<ConnectedApplication[]> {
    return context.loaders.load(itemApplicationList, item);
  }
}

@Resolver()
export class ConsentMutations {
  @Calls(itemApplicationUnlink)
  @Mutation(() => UnlinkApplicationPayload, {
    description:
      "Revokes an application's access to an Item immediately. Plaid offers this only to consent portals; other operators get UPSTREAM_REJECTED. Written to the audit log. Needs the scope `items:write`. Errors: NOT_FOUND and any UPSTREAM code.",
  })
  async unlinkApplication(
    @Ctx() context: GatewayContext,
    @Arg('input', () => UnlinkApplicationInput, { description: 'The Item and the application.' })
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
      'Changes what an application may read from an Item, down to single accounts. Plaid offers this only to consent portals; other operators get UPSTREAM_REJECTED. Idempotent. Written to the audit log. Needs the scope `items:write`. Errors: BAD_USER_INPUT, NOT_FOUND and any UPSTREAM code.',
  })
  async updateApplicationScopes(
    @Ctx() context: GatewayContext,
    @Arg('input', () => UpdateApplicationScopesInput, {
      description: 'The Item, the application, and what it may read.',
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
