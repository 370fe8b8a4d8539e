import { Arg, Authorized, Ctx, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { ItemStatus } from '../../model/item.js';
import type { Viewer } from '../../model/viewer.js';
import { DEFAULT_PAGE_SIZE } from '../connection/connection.js';
import type { GatewayContext } from '../context.js';
import { ITEM_LIST_DOCS, type ItemConnection, listItems } from '../item/item-list.js';
import { ItemConnectionType, ItemStatusEnum } from '../item/item.type.js';
import { ReadsStore } from '../reads.js';

@ObjectType('Viewer', {
  description:
    'You: the person or service whose sign-in this request carries. Everything that the gateway answers is limited to what you own.',
})
export class ViewerType {}

/** Who is asking, and what they own. */
@Resolver(() => ViewerType)
export class ViewerResolver {
  @Authorized('items:read')
  @ReadsStore()
  @Query(() => ViewerType, { description: 'You, as your sign-in says. Needs the scope `items:read`.' })
  viewer(@Ctx() context: GatewayContext): Viewer {
    return context.viewer;
  }

  @ReadsStore()
  @FieldResolver(() => ID, {
    description: 'The `sub` of your sign-in token; `dev-user` in development without a token.',
  })
  id(@Root() viewer: Viewer): string {
    return viewer.id;
  }

  @ReadsStore()
  @FieldResolver(() => [String], {
    description:
      'What your sign-in allows: `items:read` for queries and subscriptions, `items:write` for mutations, `auth_numbers:read` for full account numbers, `operator` for what belongs to no person and, with `items:read`, the state of the Items of every owner. Scopes unknown to the gateway are left out.',
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
