import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ACCOUNT_TYPES, type AccountType, type Balances, type VerificationInsights } from '../../model/account.js';
import type { OwnedItem } from '../../model/item.js';
import { ItemType } from '../item/item.type.js';
import { NodeType } from '../node/node.type.js';
import { DateTime } from '../scalars.js';
import { toEnum } from '../to-enum.js';

/** GraphQL enum AccountType. */
export const AccountTypeEnum = toEnum(ACCOUNT_TYPES);

registerEnumType(AccountTypeEnum, {
  name: 'AccountType',
  description: 'The broad kind of an account. The finer kind, such as checking or mortgage, is in `subtype`.',
  valuesConfig: {
    DEPOSITORY: {
      description:
        'Money kept at a bank: checking, savings, cash management, prepaid. The only kind that has account numbers.',
    },
    CREDIT: { description: 'A credit card or another revolving line. `current` is what is owed.' },
    LOAN: { description: 'Money borrowed, such as a mortgage or student loan. `current` is what is still owed.' },
    INVESTMENT: { description: 'Securities, retirement and brokerage accounts. `current` is their value.' },
    PAYROLL: { description: 'An account at a payroll provider, from which income is read.' },
    BROKERAGE: { description: 'The word that old versions of Plaid use for INVESTMENT.' },
    OTHER: { description: 'An account that Plaid could not put into one of the other kinds.' },
    UNKNOWN: { description: 'Plaid named a kind that this version of the gateway does not know yet.' },
  },
});

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

@ObjectType('VerificationNetworkStatus', {
  simpleResolvers: true,
  description: 'What the accounts already linked through Plaid tell about this one.',
})
export class VerificationNetworkStatusType {
  @Field(() => Boolean, {
    description:
      'True when the account and routing number are those of an account that someone linked through Plaid before.',
  })
  hasNumbersMatch: boolean;

  @Field(() => Boolean, { description: 'True when that earlier link had also been verified.' })
  isNumbersMatchVerified: boolean;
}

@ObjectType('VerificationPreviousReturns', {
  simpleResolvers: true,
  description: 'What is known of earlier payments to the account that came back.',
})
export class VerificationPreviousReturnsType {
  @Field(() => Boolean, {
    description: 'True when a payment was once returned because the account was closed, wrong or not allowed.',
  })
  hasPreviousAdministrativeReturn: boolean;
}

@ObjectType('VerificationInsights', {
  simpleResolvers: true,
  description:
    'How trustworthy an account is whose numbers were typed in and checked against databases, instead of read from the institution.',
})
export class VerificationInsightsType implements VerificationInsights {
  @Field(() => Int, {
    nullable: true,
    description:
      "How well the name given in Link fits the account's holder, from 0 (not at all) to 100 (exactly); null when it could not be compared.",
  })
  nameMatchScore: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Whether the account number has a form that the institution uses: `valid`, `invalid` or `unknown`; null when it was not checked.',
  })
  accountNumberFormat: string | null;

  @Field(() => VerificationNetworkStatusType, {
    nullable: true,
    description: "What Plaid's network knows of the account; null when it was not asked.",
  })
  networkStatus: VerificationInsights['networkStatus'];

  @Field(() => VerificationPreviousReturnsType, {
    nullable: true,
    description: 'Whether payments came back before; null when nothing is known.',
  })
  previousReturns: VerificationInsights['previousReturns'];
}

@ObjectType('Account', {
  implements: NodeType,
  simpleResolvers: true,
  description:
    'One account that a person shared, as Plaid last knew it: all fields but `liveBalances` and `authNumbers` come from one call that is shared by all accounts of the Item and kept for up to a quarter of an hour.',
})
export class AccountObjectType extends NodeType {
  @Field(() => ID, {
    description:
      "Plaid's account_id. Belongs to one Item: linking the same account again gives it another id. Case-sensitive.",
  })
  override id: string;

  @Field(() => ItemType, { description: 'The Item through which the account is read. Costs nothing by itself.' })
  item: OwnedItem;

  @Field(() => String, {
    nullable: true,
    description:
      'An id that stays the same when the account is linked again, given only for institutions with tokenized account numbers; null for all others.',
  })
  persistentAccountId: string | null;

  @Field(() => String, { description: 'What the person, or else the institution, calls the account.' })
  name: string;

  @Field(() => String, { nullable: true, description: "The institution's own product name; null when it tells none." })
  officialName: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The last two to four characters of the account number, for a person to recognise it by. Not unique; null when not told.',
  })
  mask: string | null;

  @Field(() => AccountTypeEnum, { description: 'The broad kind of account.' })
  type: AccountType;

  @Field(() => String, {
    nullable: true,
    description:
      'The finer kind, such as `checking`, `credit card` or `401k`. Plaid adds kinds over time; null when not told.',
  })
  subtype: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Whose account it is: `personal`, `business` or `unrecognized`; null when not told.',
  })
  holderCategory: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'How far the verification of the account has come, such as `pending_automatic_verification` or `manually_verified`. Null for accounts that needed none, because they were read from the institution.',
  })
  verificationStatus: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The holder name that was used to verify the account; null when none was.',
  })
  verificationName: string | null;

  @Field(() => VerificationInsightsType, {
    nullable: true,
    description:
      'What databases say about an account whose numbers were typed in; null for accounts read from the institution.',
  })
  verificationInsights: VerificationInsights | null;

  @Field(() => BalancesType, {
    description:
      'Balances as Plaid last saw them, usually within a day. Free of charge; never asks the institution. For the balance of this moment use `liveBalances`.',
  })
  balances: Balances;
}
