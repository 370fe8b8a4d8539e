import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import { asAccountId } from '../../model/ids.js';
import type { GatewayContext } from '../context.js';
import { AccountObjectType } from './account.type.js';
import type { AccountOfItem } from './account-of-item.js';
import { findAccount } from './find-account.js';

/** The way to ask for one Account. */
@Resolver()
export class AccountQueries {
  @Authorized('items:read')
  @Query(() => AccountObjectType, {
    nullable: true,
    description:
      "One Account by its id. Null when there is none of that id, when its Item was removed, and when it is somebody else's. Needs the scope `items:read`.",
  })
  account(
    @Ctx() context: GatewayContext,
    @Arg('id', () => ID, { description: "Plaid's account_id." }) id: string,
  ): Promise<AccountOfItem | null> {
    return findAccount(context.loaders, asAccountId(id));
  }
}
