import { Field, ID, ObjectType } from 'type-graphql';
import type { AccountType, Balances, VerificationInsights } from '../../model/account.js';
import type { OwnedItem } from '../../model/item.js';
import { ItemType } from '../item/item.type.js';
import { NodeType } from '../node/node.type.js';
import { AccountTypeEnum } from './account.enums.js';
import { BalancesType } from './balances.type.js';
import { VerificationInsightsType } from './verification-insights.type.js';

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
