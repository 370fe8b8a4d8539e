import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ACCOUNT_TYPES, type AccountType, type Balances, type VerificationInsights } from '../../model/account.js';
import type { OwnedItem } from '../../model/item.js';
import { ItemType } from '../item/item.type.js';
import { NodeType } from '../node/node.type.js';
import { DateTime } from '../scalars.js';
import { toEnum } from '../to-enum.js';

export const AccountTypeEnum = toEnum(ACCOUNT_TYPES);

registerEnumType(AccountTypeEnum, {
  name: 'AccountType',
  description: 'The general type of an account. The specific type, such as checking or mortgage, is in `subtype`.',
  valuesConfig: {
    DEPOSITORY: {
      description:
        'Cash accounts: checking, savings, cash management and prepaid. Only depository accounts have account numbers.',
    },
    CREDIT: { description: 'A credit card or another line of credit. `current` is the amount owed.' },
    LOAN: { description: 'A loan, such as a mortgage or student loan. `current` is the amount still owed.' },
    INVESTMENT: { description: 'Brokerage, retirement and other investment accounts. `current` is the total value.' },
    PAYROLL: { description: 'An account at a payroll provider, used to read income.' },
    BROKERAGE: { description: 'The name for INVESTMENT in older versions of the Plaid API.' },
    OTHER: { description: 'An account that fits none of the other types.' },
    UNKNOWN: { description: 'A type that this version of the gateway does not know.' },
  },
});

@ObjectType('Balances', {
  simpleResolvers: true,
  description:
    'The balances of an account, in major units of its currency: 12.34 means 12 dollars and 34 cents. In `liveBalances`, at least one of `available` and `current` is set. In `balances`, both may be null.',
})
export class BalancesType implements Balances {
  @Field(() => Float, {
    nullable: true,
    description:
      'The amount that can be spent or withdrawn. Pending transactions and holds are already deducted. Null if the institution does not report it.',
  })
  available: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'The total amount in the account, not counting pending transactions. For credit and loan accounts, the amount owed. Null if the institution does not report it.',
  })
  current: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'The credit limit of a credit account, or the agreed overdraft of a depository account. Null if there is none or the institution does not report it.',
  })
  limit: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 4217 currency code, such as `USD`. Null if and only if `unofficialCurrencyCode` is set.',
  })
  isoCurrencyCode: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Code of a currency that has no ISO 4217 code, such as a cryptocurrency. Null if and only if `isoCurrencyCode` is set.',
  })
  unofficialCurrencyCode: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the institution last updated the balance, in UTC. Reported by only a few institutions; otherwise null.',
  })
  lastUpdatedDatetime: Date | null;
}

@ObjectType('VerificationNetworkStatus', {
  simpleResolvers: true,
  description: 'What other accounts linked through Plaid say about this one.',
})
export class VerificationNetworkStatusType {
  @Field(() => Boolean, {
    description: 'True if an account with the same account and routing number was linked through Plaid before.',
  })
  hasNumbersMatch: boolean;

  @Field(() => Boolean, { description: 'True if that earlier account was also verified.' })
  isNumbersMatchVerified: boolean;
}

@ObjectType('VerificationPreviousReturns', {
  simpleResolvers: true,
  description: 'What is known about returned payments to or from this account.',
})
export class VerificationPreviousReturnsType {
  @Field(() => Boolean, {
    description: 'True if a payment was returned before because the account was closed, invalid or not permitted.',
  })
  hasPreviousAdministrativeReturn: boolean;
}

@ObjectType('VerificationInsights', {
  simpleResolvers: true,
  description:
    'Results of checking manually entered account numbers against databases. They help you decide how far to trust an account that was not read from the institution.',
})
export class VerificationInsightsType implements VerificationInsights {
  @Field(() => Int, {
    nullable: true,
    description:
      'How well the name entered in Link matches the account holder, from 0 (no match) to 100 (exact match). Null if the names could not be compared.',
  })
  nameMatchScore: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Whether the account number has a format that the institution uses: `valid`, `invalid` or `unknown`. Null if it was not checked.',
  })
  accountNumberFormat: string | null;

  @Field(() => VerificationNetworkStatusType, {
    nullable: true,
    description: "What Plaid's network knows about the account. Null if the network was not checked.",
  })
  networkStatus: VerificationInsights['networkStatus'];

  @Field(() => VerificationPreviousReturnsType, {
    nullable: true,
    description: 'Whether earlier payments were returned. Null if nothing is known.',
  })
  previousReturns: VerificationInsights['previousReturns'];
}

@ObjectType('Account', {
  implements: NodeType,
  simpleResolvers: true,
  description:
    'A financial account that an end user shared, such as a checking account or a credit card. Unless a field says otherwise, its value comes from one Plaid call per Item, which is cached for up to 15 minutes.',
})
export class AccountObjectType extends NodeType {
  @Field(() => ID, {
    description:
      "Plaid's account_id. It belongs to one Item: if the same account is linked again, it gets a different id. Case-sensitive.",
  })
  override id: string;

  @Field(() => ItemType, {
    description: 'The Item that the account belongs to. Selecting it makes no extra Plaid call.',
  })
  item: OwnedItem;

  @Field(() => String, {
    nullable: true,
    description:
      'An id that stays the same when the account is linked again. Set only for institutions that use tokenized account numbers; otherwise null.',
  })
  persistentAccountId: string | null;

  @Field(() => String, { description: 'The name of the account, chosen by the end user or by the institution.' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: "The institution's official name for the account. Null if the institution does not report one.",
  })
  officialName: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The last 2 to 4 characters of the account number. Show it so that the end user can recognize the account. Not necessarily unique. Null if the institution does not report it.',
  })
  mask: string | null;

  @Field(() => AccountTypeEnum, { description: 'The general type of the account.' })
  type: AccountType;

  @Field(() => String, {
    nullable: true,
    description:
      'The specific type, such as `checking`, `credit card` or `401k`. Plaid may add subtypes. Null if the institution does not report it.',
  })
  subtype: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Who holds the account: `personal`, `business` or `unrecognized`. Null if Plaid does not report it.',
  })
  holderCategory: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'How far verification of the account has progressed, such as `pending_automatic_verification` or `manually_verified`. Null if the account needs no verification because it was read from the institution.',
  })
  verificationStatus: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The account holder's name that was used for verification. Null if no name was used.",
  })
  verificationName: string | null;

  @Field(() => VerificationInsightsType, {
    nullable: true,
    description:
      'Database checks of manually entered account numbers. Null for accounts that were read from the institution.',
  })
  verificationInsights: VerificationInsights | null;

  @Field(() => BalancesType, {
    description:
      "Balances as of Plaid's last refresh, usually less than a day old. Cached for up to 15 minutes. Reading them is free and never contacts the institution. For current balances use `liveBalances`.",
  })
  balances: Balances;
}
