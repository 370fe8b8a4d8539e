import { Field, ID, ObjectType } from 'type-graphql';
import type {
  AchNumbers,
  AuthNumbers,
  BacsNumbers,
  EftNumbers,
  InternationalNumbers,
} from '../../model/auth-numbers.js';

@ObjectType('AchNumbers', {
  simpleResolvers: true,
  description: 'Account and routing numbers of a US account, for ACH and wire transfers.',
})
export class AchNumbersType implements AchNumbers {
  @Field(() => ID, { description: 'The id of the account that these numbers belong to.' })
  accountId: AchNumbers['accountId'];

  @Field(() => String, {
    nullable: true,
    description:
      'The last characters of the real account number, for display. If `account` is tokenized, its last characters are different. Null if the institution does not report it.',
  })
  mask: string | null;

  @Field(() => String, {
    description:
      'The account number for transfers, as text because leading zeros matter. It may be a token instead of the real number; see `isTokenizedAccountNumber`.',
  })
  account: string;

  @Field(() => String, { description: 'The ABA routing number for ACH transfers: nine digits, as text.' })
  routing: string;

  @Field(() => String, {
    nullable: true,
    description: 'The routing number for wire transfers. Null if the institution does not report one.',
  })
  wireRouting: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True if `account` is a token that the institution issued for your app. Such a number stops working when the end user revokes access. Null if Plaid does not report it.',
  })
  isTokenizedAccountNumber: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True if the account can receive ACH credits. Null if Plaid does not report it.',
  })
  canTransferIn: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True if the account can be debited by ACH. Null if Plaid does not report it.',
  })
  canTransferOut: boolean | null;
}

@ObjectType('EftNumbers', {
  simpleResolvers: true,
  description: 'Account numbers of a Canadian account, for EFT payments.',
})
export class EftNumbersType implements EftNumbers {
  @Field(() => ID, { description: 'The id of the account that these numbers belong to.' })
  accountId: EftNumbers['accountId'];

  @Field(() => String, {
    nullable: true,
    description: 'The last characters of the account number, for display. Null if the institution does not report it.',
  })
  mask: string | null;

  @Field(() => String, { description: 'The full account number, as text because leading zeros matter.' })
  account: string;

  @Field(() => String, { description: 'The financial institution number: three digits, as text.' })
  institution: string;

  @Field(() => String, { description: 'The transit number of the branch: five digits, as text.' })
  branch: string;
}

@ObjectType('InternationalNumbers', {
  simpleResolvers: true,
  description: 'Account numbers for international payments, such as SEPA.',
})
export class InternationalNumbersType implements InternationalNumbers {
  @Field(() => ID, { description: 'The id of the account that these numbers belong to.' })
  accountId: InternationalNumbers['accountId'];

  @Field(() => String, {
    nullable: true,
    description: 'The last characters of the account number, for display. Null if the institution does not report it.',
  })
  mask: string | null;

  @Field(() => String, { description: 'The International Bank Account Number (IBAN), without spaces.' })
  iban: string;

  @Field(() => String, { description: 'The Bank Identifier Code (BIC, also known as SWIFT code) of the institution.' })
  bic: string;
}

@ObjectType('BacsNumbers', {
  simpleResolvers: true,
  description: 'Account numbers of a UK account, for BACS payments.',
})
export class BacsNumbersType implements BacsNumbers {
  @Field(() => ID, { description: 'The id of the account that these numbers belong to.' })
  accountId: BacsNumbers['accountId'];

  @Field(() => String, {
    nullable: true,
    description: 'The last characters of the account number, for display. Null if the institution does not report it.',
  })
  mask: string | null;

  @Field(() => String, { description: 'The full account number: eight digits, as text.' })
  account: string;

  @Field(() => String, { description: 'The sort code of the branch: six digits, as text, without hyphens.' })
  sortCode: string;
}

@ObjectType('AuthNumbers', {
  simpleResolvers: true,
  description:
    'Full account and routing numbers, in one list per payment system. This is highly sensitive data: reading it needs the scope `auth_numbers:read`, and every read is audited. Do not store or log it in a client. To display an account, use `mask`.',
})
export class AuthNumbersType implements AuthNumbers {
  @Field(() => [AchNumbersType], {
    description: 'Numbers for ACH and wire transfers in the United States. Empty if no account has them.',
  })
  ach: AuthNumbers['ach'];

  @Field(() => [EftNumbersType], { description: 'Numbers for EFT payments in Canada. Empty if no account has them.' })
  eft: AuthNumbers['eft'];

  @Field(() => [InternationalNumbersType], {
    description: 'IBAN and BIC, for SEPA and other international payments. Empty if no account has them.',
  })
  international: AuthNumbers['international'];

  @Field(() => [BacsNumbersType], {
    description: 'Numbers for BACS payments in the United Kingdom. Empty if no account has them.',
  })
  bacs: AuthNumbers['bacs'];
}
