import { IsOptional, Length, Max, Min } from 'class-validator';
import { Field, InputType, Int } from 'type-graphql';
import { IsCallerUrl } from '../caller-url.js';

/** Plaid's limit for a Hosted Link URL: 21 days. */
const MAX_URL_LIFETIME_SECONDS = 21 * 24 * 60 * 60;
/** Plaid's limit for the history of transactions: two years. */
const MAX_DAYS_REQUESTED = 730;

@InputType('HostedLinkInput', { description: 'How a Hosted Link session is delivered and where it ends.' })
export class HostedLinkInput {
  @Field(() => String, {
    nullable: true,
    description:
      '`sms` or `email` to have Plaid send the link to the person, if Plaid has enabled that for the operator. Needs `user.phoneNumber` or `user.emailAddress`. `sms` needs the LINK_ALLOW_SMS of the operator too, or answers BAD_USER_INPUT. Only so many a day are sent for one user and to one number or address (LIMIT_EXCEEDED). Null: you open `hostedLinkUrl` yourself.',
  })
  @IsOptional()
  @Length(1, 32)
  deliveryMethod?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where the page goes when the person has finished: a URL of an origin or app scheme that the operator allows (BAD_USER_INPUT otherwise). Null: it says that it may be closed.',
  })
  @IsOptional()
  @IsCallerUrl('web or app')
  completionRedirectUri?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How long the page can be opened, in seconds, at most 21 days. Null: 30 minutes; a day by SMS and a week by e-mail.',
  })
  @IsOptional()
  @Min(1)
  @Max(MAX_URL_LIFETIME_SECONDS)
  urlLifetimeSeconds?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True when a mobile app opens the page in its own browser view. Null: false.',
  })
  @IsOptional()
  isMobileApp?: boolean | null;
}

@InputType('LinkUpdateInput', { description: 'What update mode offers beside repairing the sign-in.' })
export class LinkUpdateInput {
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Lets the person choose anew which accounts to share: what to do when `newAccountsAvailable` is true. Null: false.',
  })
  @IsOptional()
  accountSelectionEnabled?: boolean | null;
}

@InputType('LinkAuthInput', {
  description:
    'Ways of verifying account numbers where the institution does not hand them out. Each that is null stays as Plaid has it set for the operator.',
})
export class LinkAuthInput {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Lets the person choose between signing in and typing their numbers. Null: see above.',
  })
  @IsOptional()
  authTypeSelectEnabled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Verification by a small deposit that Plaid reads itself, within some days. US only. Null: see above.',
  })
  @IsOptional()
  automatedMicrodepositsEnabled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Verification by comparing the numbers that the person types with the mask of an account they signed in to. Null: see above.',
  })
  @IsOptional()
  instantMatchEnabled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Verification by a code in a small deposit, which the person types in a day later. US only. Null: see above.',
  })
  @IsOptional()
  sameDayMicrodepositsEnabled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'The same within seconds, at banks with real-time payments. US only. Null: see above.',
  })
  @IsOptional()
  instantMicrodepositsEnabled?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Whether to lead people who type numbers of a supported bank back to signing in: `OPTIONAL`, `FORCED` or `OFF`. Null: see above.',
  })
  @IsOptional()
  @Length(1, 32)
  rerouteToCredentials?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Lets the person finish same-day micro-deposits by SMS. Null: see above.',
  })
  @IsOptional()
  smsMicrodepositsVerificationEnabled?: boolean | null;
}

@InputType('LinkTransactionsInput', { description: 'Settings of the product `transactions` for the new Item.' })
export class LinkTransactionsInput {
  @Field(() => Int, {
    nullable: true,
    description: 'How many days of history to fetch, 1 to 730; it cannot be changed afterwards. Null: 90.',
  })
  @IsOptional()
  @Min(1)
  @Max(MAX_DAYS_REQUESTED)
  daysRequested?: number | null;
}
