import { Arg, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Balances } from '../../model/account.js';
import type { AuthNumbers } from '../../model/auth-numbers.js';
import { asAccountId } from '../../model/ids.js';
import { accountsBalanceGet } from '../../plaid/endpoints/accounts-balance-get.js';
import { accountsGet } from '../../plaid/endpoints/accounts-get.js';
import { authGet } from '../../plaid/endpoints/auth-get.js';
import { AuthNumbersType } from '../auth-numbers/auth-numbers.type.js';
import type { GatewayContext } from '../context.js';
import { Reads } from '../reads.js';
import { DateTime } from '../scalars.js';
import { type AccountWithItem, findAccount } from './account-with-item.js';
import { AccountObjectType, BalancesType } from './account.type.js';

@Resolver()
export class AccountQueries {
  @Authorized('items:read')
  @Reads(accountsGet)
  @Query(() => AccountObjectType, {
    nullable: true,
    description:
      'One account, by its id. Null if the account does not exist, if it belongs to another user, or if its Item was removed. Needs the scope `items:read`.',
  })
  account(
    @Ctx() context: GatewayContext,
    @Arg('id', () => ID, { description: "Plaid's account_id." }) id: string,
  ): Promise<AccountWithItem | null> {
    return findAccount(context.loaders, asAccountId(id));
  }
}

/** The fields of Account that need a Plaid call of their own. */
@Resolver(() => AccountObjectType)
export class AccountResolver {
  @Reads(accountsBalanceGet)
  @FieldResolver(() => BalancesType, {
    nullable: true,
    description:
      'Current balances, fetched live from the institution. The call can take up to 30 seconds, and Plaid charges for each one, so select this field only when you need the balance right now. The result is never cached. Accounts of the same Item share one call. Null if the institution no longer lists the account. Null with an error if the institution cannot be reached.',
  })
  liveBalances(
    @Root() account: AccountWithItem,
    @Ctx() context: GatewayContext,
    @Arg('minLastUpdatedDatetime', () => DateTime, {
      nullable: true,
      description:
        'The oldest balance that you accept. Required by Plaid only for Capital One accounts that are not depository accounts; ignored elsewhere. If no balance is that recent, the field fails with UPSTREAM_REJECTED. If null, any balance is accepted.',
    })
    minLastUpdatedDatetime: Date | null,
  ): Promise<Balances | null> {
    return context.loaders.liveBalances(account.item, account.id, minLastUpdatedDatetime ?? null);
  }

  @Reads(authGet)
  @FieldResolver(() => AuthNumbersType, {
    nullable: true,
    description:
      'The account and routing numbers of this account. Cached for up to 15 minutes; accounts of the same Item share one Plaid call. All lists are empty if the account has no numbers. Needs the scope `auth_numbers:read` (otherwise FORBIDDEN). Every read is written to the audit log. Null with an error if the numbers cannot be read.',
  })
  authNumbers(@Root() account: AccountWithItem, @Ctx() context: GatewayContext): Promise<AuthNumbers> {
    return context.loaders.authNumbers(account.item, [account.id]);
  }
}
