import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import { accountsGet } from '../../plaid/endpoints/accounts-get.js';
import { institutionsGetById } from '../../plaid/endpoints/institutions.js';
import type { GatewayContext } from '../context.js';
import { ReadsOneOf } from '../reads.js';
import { type AnyNode, findNode, NodeType } from './node.type.js';

@Resolver()
export class NodeQueries {
  @Authorized('items:read')
  @ReadsOneOf(accountsGet, institutionsGetById)
  @Query(() => NodeType, {
    nullable: true,
    description:
      'Any Item, Account, LinkSession or Institution, by its id. Null if the object does not exist or belongs to another user. Needs the scope `items:read`.',
  })
  node(
    @Ctx() context: GatewayContext,
    @Arg('id', () => ID, { description: 'The `id` of an object that the gateway returned earlier.' }) id: string,
  ): Promise<AnyNode | null> {
    return findNode(context, id);
  }

  @Authorized('items:read')
  @ReadsOneOf(accountsGet, institutionsGetById)
  @Query(() => [NodeType], {
    nullable: 'items',
    description:
      'Several objects by their ids, in the same order as `ids`. The entry for an object that does not exist or belongs to another user is null. Needs the scope `items:read`.',
  })
  nodes(
    @Ctx() context: GatewayContext,
    @Arg('ids', () => [ID], {
      description:
        "The ids of the objects, up to the operator's list limit (100 by default), otherwise BAD_USER_INPUT.",
    })
    ids: string[],
  ): Promise<AnyNode | null>[] {
    return ids.map((id) => findNode(context, id));
  }
}
