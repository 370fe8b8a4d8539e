import { Arg, Ctx, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Balances } from '../../model/account.js';
import type { AuthNumbers } from '../../model/auth-numbers.js';
import { AUDITED } from '../audited.js';
import { AuthNumbersType } from '../auth-numbers/auth-numbers.type.js';
import type { GatewayContext } from '../context.js';
import { DateTime } from '../scalars.js';
import { AccountObjectType } from './account.type.js';
import type { AccountOfItem } from './account-of-item.js';
import { BalancesType } from './balances.type.js';

/** The fields of Account that cost a call of their own. */
@Resolver(() => AccountObjectType)
export class AccountResolver {
  @FieldResolver(() => BalancesType, {
    nullable: true,
    description:
      'The balances of this moment, asked from the institution now. Slow (seconds, sometimes half a minute), charged by Plaid per call, never kept: select it only where a decision hangs on it. Accounts of one Item share a call. Null when the institution no longer lists the account; null with an error when it does not answer.',
  })
  liveBalances(
    @Root() account: AccountOfItem,
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

  @Extensions(AUDITED)
  @FieldResolver(() => AuthNumbersType, {
    nullable: true,
    description:
      "This account's part of its Item's account and routing numbers; the call is shared by all accounts of the Item. Every list in it is empty when the account has no numbers. Needs the scope `auth_numbers:read` (FORBIDDEN otherwise) and is written to the audit log. Null with an error when they cannot be read.",
  })
  authNumbers(@Root() account: AccountOfItem, @Ctx() context: GatewayContext): Promise<AuthNumbers> {
    return context.loaders.authNumbers(account.item, [account.id]);
  }
}
