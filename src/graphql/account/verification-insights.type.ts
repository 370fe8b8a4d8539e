import { Field, Int, ObjectType } from 'type-graphql';
import type { VerificationInsights } from '../../model/account.js';

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
