import { Field, ID, ObjectType } from 'type-graphql';
import type { AchNumbers } from '../../model/auth-numbers.js';

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
