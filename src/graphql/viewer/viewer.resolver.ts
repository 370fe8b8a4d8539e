import { Arg, Authorized, Ctx, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { ItemStatus } from '../../model/item.js';
import type { Viewer } from '../../model/viewer.js';
import { DEFAULT_PAGE_SIZE } from '../connection/connection.js';
import type { GatewayContext } from '../context.js';
import { ITEM_LIST_DOCS, type ItemConnection, listItems } from '../item/item.resolver.js';
import { ItemConnectionType, ItemStatusEnum } from '../item/item.type.js';
import { ReadsStore } from '../reads.js';

@ObjectType('Viewer', {
  description:
    'You: the user or service that the access token of this request identifies. You can only see what you own, unless you have the scope `operator`.',
})
export class ViewerType {}

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Authorized('items:read')
  @ReadsStore()
  @Query(() => ViewerType, {
    description: 'The current user, as identified by the access token. Needs the scope `items:read`.',
  })
  viewer(@Ctx() context: GatewayContext): Viewer {
    return context.viewer;
  }

  @ReadsStore()
  @FieldResolver(() => ID, {
    description:
      'The `sub` claim of your access token, or the claim that the operator configured instead. `dev-user` in development without a token.',
  })
  id(@Root() viewer: Viewer): string {
    return viewer.id;
  }

  @ReadsStore()
  @FieldResolver(() => [String], {
    description:
      "What your access token allows: `items:read` for queries and subscriptions, `items:write` for mutations, `auth_numbers:read` for full account numbers, and `identity:read` and the like for other Plaid products. `operator` is for data that no end user owns; with `items:read`, it also gives the status of every user's Items. Scopes that the gateway does not know are omitted.",
  })
  scopes(@Root() viewer: Viewer): string[] {
    return [...viewer.scopes];
  }

  @ReadsStore()
  @FieldResolver(() => ItemConnectionType, { description: ITEM_LIST_DOCS.list })
  items(
    @Ctx() context: GatewayContext,
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: ITEM_LIST_DOCS.first })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: ITEM_LIST_DOCS.after }) after: string | null,
    @Arg('status', () => [ItemStatusEnum], { nullable: true, description: ITEM_LIST_DOCS.status })
    status: ItemStatus[] | null,
  ): Promise<ItemConnection> {
    return listItems(context, { first, after, status });
  }
}
