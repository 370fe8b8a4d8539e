import { registerEnumType } from 'type-graphql';
import { ACCOUNT_TYPES } from '../../model/account.js';
import { enumOf } from '../enum-of.js';

/** GraphQL enum AccountType. */
export const AccountTypeEnum = enumOf(ACCOUNT_TYPES);

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
