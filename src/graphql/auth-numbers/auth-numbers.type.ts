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
  description: 'What it takes to move money to or from a US account by ACH or wire.',
})
export class AchNumbersType implements AchNumbers {
  @Field(() => ID, { description: 'The Account these numbers belong to.' })
  accountId: AchNumbers['accountId'];

  @Field(() => String, {
    nullable: true,
    description:
      'The ending of the real account number, to show to a person. Differs from the ending of `account` when that is tokenized; null when not told.',
  })
  mask: string | null;

  @Field(() => String, {
    description:
      'The account number to pay with. Keep it as text: leading zeros count. May be a token that stands for the real number, see `isTokenizedAccountNumber`.',
  })
  account: string;

  @Field(() => String, { description: 'The ABA routing number for ACH: nine digits as text.' })
  routing: string;

  @Field(() => String, {
    nullable: true,
    description: 'The routing number for wires where it is another one; null when the institution tells none.',
  })
  wireRouting: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True when `account` is a token made for your app by the institution: it stops working when the person withdraws access. Null when not told.',
  })
  isTokenizedAccountNumber: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the account may receive ACH credits; null when not told.',
  })
  canTransferIn: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether ACH debits from the account are allowed; null when not told.',
  })
  canTransferOut: boolean | null;
}

@ObjectType('EftNumbers', {
  simpleResolvers: true,
  description: 'What it takes to move money to or from a Canadian account by EFT.',
})
export class EftNumbersType implements EftNumbers {
  @Field(() => ID, { description: 'The Account these numbers belong to.' })
  accountId: EftNumbers['accountId'];

  @Field(() => String, {
    nullable: true,
    description: 'The ending of the account number, to show to a person; null when not told.',
  })
  mask: string | null;

  @Field(() => String, { description: 'The full account number, as text because leading zeros count.' })
  account: string;

  @Field(() => String, { description: 'The number of the financial institution: three digits as text.' })
  institution: string;

  @Field(() => String, { description: 'The transit number of the branch: five digits as text.' })
  branch: string;
}

@ObjectType('InternationalNumbers', {
  simpleResolvers: true,
  description: 'What it takes to pay to an account across borders.',
})
export class InternationalNumbersType implements InternationalNumbers {
  @Field(() => ID, { description: 'The Account these numbers belong to.' })
  accountId: InternationalNumbers['accountId'];

  @Field(() => String, {
    nullable: true,
    description: 'The ending of the account number, to show to a person; null when not told.',
  })
  mask: string | null;

  @Field(() => String, { description: 'The International Bank Account Number, without spaces.' })
  iban: string;

  @Field(() => String, { description: 'The Bank Identifier Code (SWIFT code) of the institution.' })
  bic: string;
}

@ObjectType('BacsNumbers', {
  simpleResolvers: true,
  description: 'What it takes to move money to or from a UK account by BACS.',
})
export class BacsNumbersType implements BacsNumbers {
  @Field(() => ID, { description: 'The Account these numbers belong to.' })
  accountId: BacsNumbers['accountId'];

  @Field(() => String, {
    nullable: true,
    description: 'The ending of the account number, to show to a person; null when not told.',
  })
  mask: string | null;

  @Field(() => String, { description: 'The full account number: eight digits as text.' })
  account: string;

  @Field(() => String, { description: 'The sort code of the branch: six digits as text, without dashes.' })
  sortCode: string;
}

@ObjectType('AuthNumbers', {
  simpleResolvers: true,
  description:
    'Full account numbers, one list for each payment system. The most sensitive data the gateway has: it is answered only with the scope `auth_numbers:read`, every read is audited, and it should never be stored or logged by a client. To show an account to a person use `mask`.',
})
export class AuthNumbersType implements AuthNumbers {
  @Field(() => [AchNumbersType], {
    description: 'Numbers for ACH and wire transfers in the United States. Empty when no account has them.',
  })
  ach: AuthNumbers['ach'];

  @Field(() => [EftNumbersType], { description: 'Numbers for EFT in Canada. Empty when no account has them.' })
  eft: AuthNumbers['eft'];

  @Field(() => [InternationalNumbersType], {
    description: 'IBAN and BIC, for SEPA and other international payments. Empty when no account has them.',
  })
  international: AuthNumbers['international'];

  @Field(() => [BacsNumbersType], {
    description: 'Numbers for BACS in the United Kingdom. Empty when no account has them.',
  })
  bacs: AuthNumbers['bacs'];
}
