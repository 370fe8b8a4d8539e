import { Field, ID, ObjectType } from 'type-graphql';
import type { EftNumbers } from '../../model/auth-numbers.js';

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
