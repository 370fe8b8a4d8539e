import { Field, Float, ObjectType } from 'type-graphql';
import type { Balances } from '../../model/account.js';
import { DateTime } from '../scalars.js';

@ObjectType('Balances', {
  simpleResolvers: true,
  description:
    'What is in an account, in whole units of its currency (12.34 is twelve dollars and 34 cents). At least one of `available` and `current` is set on live balances; both may be null on others.',
})
export class BalancesType implements Balances {
  @Field(() => Float, {
    nullable: true,
    description:
      'What can be spent or withdrawn now: pending transactions and holds are already taken off. Null when the institution does not compute it.',
  })
  available: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'What is in the account, without regard to pending transactions; for credit and loans, what is owed. Null when the institution does not tell.',
  })
  current: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'The credit line of a credit account, or the agreed overdraft of a depository account. Null when there is none or it is not told.',
  })
  limit: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 4217 code of the currency, such as `USD`. Null exactly when `unofficialCurrencyCode` is set.',
  })
  isoCurrencyCode: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Code of a currency that ISO does not list, such as a cryptocurrency. Null exactly when `isoCurrencyCode` is set.',
  })
  unofficialCurrencyCode: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the institution last updated the balance. Told only by a few institutions; null for all others.',
  })
  lastUpdatedDatetime: Date | null;
}
