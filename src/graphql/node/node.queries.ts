import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import { accountsGet } from '../../plaid/endpoints/accounts-get.js';
import { institutionsGetById } from '../../plaid/endpoints/institutions.js';
import type { GatewayContext } from '../context.js';
import { ReadsOneOf } from '../reads.js';
import { type AnyNode, findNode, NodeType } from './node.type.js';

/** The ways to ask for anything by its id alone. */
@Resolver()
export class NodeQueries {
  @Authorized('items:read')
  @ReadsOneOf(accountsGet, institutionsGetById)
  @Query(() => NodeType, {
    nullable: true,
    description:
      "Any Item, Account, LinkSession or Institution by its id. Null when there is none of that id, and when it is somebody else's. Needs the scope `items:read`.",
  })
  node(
    @Ctx() context: GatewayContext,
    @Arg('id', () => ID, { description: 'The `id` of an object that the gateway answered before.' }) id: string,
  ): Promise<AnyNode | null> {
    return findNode(context, id);
  }

  @Authorized('items:read')
  @ReadsOneOf(accountsGet, institutionsGetById)
  @Query(() => [NodeType], {
    nullable: 'items',
    description:
      "Several objects by their ids, in the order asked for. An id that is absent or somebody else's has null in its place. Needs the scope `items:read`.",
  })
  nodes(
    @Ctx() context: GatewayContext,
    @Arg('ids', () => [ID], {
      description:
        'The ids, at most as many as the operator allows in a list (100 unless configured otherwise), else BAD_USER_INPUT.',
    })
    ids: string[],
  ): Promise<AnyNode | null>[] {
    return ids.map((id) => findNode(context, id));
  }
}
