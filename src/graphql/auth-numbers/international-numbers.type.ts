import { Field, ID, ObjectType } from 'type-graphql';
import type { InternationalNumbers } from '../../model/auth-numbers.js';

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
