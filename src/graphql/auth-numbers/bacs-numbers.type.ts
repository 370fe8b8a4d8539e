import { Field, ID, ObjectType } from 'type-graphql';
import type { BacsNumbers } from '../../model/auth-numbers.js';

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
