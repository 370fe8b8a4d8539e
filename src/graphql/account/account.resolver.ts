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

/** The way to ask for one Account. */
@Resolver()
export class AccountQueries {
  @Authorized('items:read')
  @Reads(accountsGet)
  @Query(() => AccountObjectType, {
    nullable: true,
    description:
      "One Account by its id. Null when there is none of that id, when its Item was removed, and when it is somebody else's. Needs the scope `items:read`.",
  })
  account(
    @Ctx() context: GatewayContext,
    @Arg('id', () => ID, { description: "Plaid's account_id." }) id: string,
  ): Promise<AccountWithItem | null> {
    return findAccount(context.loaders, asAccountId(id));
  }
}

/** The fields of Account that cost a call of their own. */
@Resolver(() => AccountObjectType)
export class AccountResolver {
  @Reads(accountsBalanceGet)
  @FieldResolver(() => BalancesType, {
    nullable: true,
    description:
      'The balances of this moment, asked from the institution now. Slow (seconds, sometimes half a minute), charged by Plaid per call, never kept: select it only where a decision hangs on it. Accounts of one Item share a call. Null when the institution no longer lists the account; null with an error when it does not answer.',
  })
  liveBalances(
    @Root() account: AccountWithItem,
    @Ctx() context: GatewayContext,
    @Arg('minLastUpdatedDatetime', () => DateTime, {
      nullable: true,
      description:
        'The oldest balance that you accept. Only Capital One needs it (for accounts that are not depository) and others ignore it; asking for a newer one than exists answers UPSTREAM_REJECTED. Null: whatever there is.',
    })
    minLastUpdatedDatetime: Date | null,
  ): Promise<Balances | null> {
    return context.loaders.liveBalances(account.item, account.id, minLastUpdatedDatetime ?? null);
  }

  @Reads(authGet)
  @FieldResolver(() => AuthNumbersType, {
    nullable: true,
    description:
      "This account's part of its Item's account and routing numbers; the call is shared by all accounts of the Item. Every list in it is empty when the account has no numbers. Needs the scope `auth_numbers:read` (FORBIDDEN otherwise) and is written to the audit log. Null with an error when they cannot be read.",
  })
  authNumbers(@Root() account: AccountWithItem, @Ctx() context: GatewayContext): Promise<AuthNumbers> {
    return context.loaders.authNumbers(account.item, [account.id]);
  }
}
