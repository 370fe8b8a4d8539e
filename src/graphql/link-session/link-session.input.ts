import { ArrayNotEmpty, IsOptional, Length, Matches, Max, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { IsCallerUrl } from '../caller-url.js';
import { JsonObject } from '../scalars.js';

@InputType('LinkUserNameInput', { description: "A person's name in two parts." })
export class LinkUserNameInput {
  @Field(() => String, { description: 'First name or names.' })
  @Length(1, 256)
  givenName: string;

  @Field(() => String, { description: 'Last name or names.' })
  @Length(1, 256)
  familyName: string;
}

@InputType('LinkUserAddressInput', { description: 'Where a person lives, for verifying who they are.' })
export class LinkUserAddressInput {
  @Field(() => String, { nullable: true, description: 'Street and house number. Null: not given.' })
  @IsOptional()
  @Length(1, 256)
  street?: string | null;

  @Field(() => String, { nullable: true, description: 'Flat, floor or another second line. Null: none.' })
  @IsOptional()
  @Length(1, 256)
  street2?: string | null;

  @Field(() => String, { nullable: true, description: 'Town. Null: not given.' })
  @IsOptional()
  @Length(1, 256)
  city?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'State or province as an ISO 3166-2 code without the country, such as `CA`. Null: not given.',
  })
  @IsOptional()
  @Length(1, 64)
  region?: string | null;

  @Field(() => String, { nullable: true, description: 'ZIP or postal code. Null: not given.' })
  @IsOptional()
  @Length(1, 32)
  postalCode?: string | null;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code, such as `US`.' })
  @Length(2, 2)
  country: string;
}

@InputType('LinkUserInput', {
  description:
    'What you know of the person, so that Link can fill it in. All of it goes to Plaid and none of it is kept by the gateway.',
})
export class LinkUserInput {
  @Field(() => String, {
    nullable: true,
    description:
      "Full legal name, for micro-deposits and for comparing with the account's holder. Null: Link asks when it needs it.",
  })
  @IsOptional()
  @Length(1, 512)
  legalName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Phone number in E.164 form, such as `+14155550123`. Null: Link asks when it needs it.',
  })
  @IsOptional()
  @Matches(/^\+[1-9]\d{1,14}$/, { message: 'phoneNumber must be in E.164 form' })
  phoneNumber?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'E-mail address; needed to deliver Hosted Link by e-mail. Null: not given.',
  })
  @IsOptional()
  @Length(3, 320)
  @Matches(/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u, { message: 'emailAddress must be one e-mail address' })
  emailAddress?: string | null;

  @Field(() => String, { nullable: true, description: 'Date of birth as `YYYY-MM-DD`. Null: not given.' })
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'dateOfBirth must be written YYYY-MM-DD' })
  dateOfBirth?: string | null;

  @Field(() => LinkUserNameInput, {
    nullable: true,
    description: 'Name in two parts, for verifying who they are. Null: not given.',
  })
  @IsOptional()
  @ValidateNested()
  name?: LinkUserNameInput | null;

  @Field(() => LinkUserAddressInput, {
    nullable: true,
    description: 'Home address, for verifying who they are. Null: not given.',
  })
  @IsOptional()
  @ValidateNested()
  address?: LinkUserAddressInput | null;
}

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

@InputType('LinkInstitutionDataInput', { description: 'An institution that Link should put first.' })
export class LinkInstitutionDataInput {
  @Field(() => String, {
    nullable: true,
    description: "The institution's US routing number: nine digits. Null: none is put first.",
  })
  @IsOptional()
  @Length(1, 32)
  routingNumber?: string | null;
}

@InputType('LinkAccountFiltersInput', {
  description:
    'Account subtypes that the person may choose, by type. A type that is null is not offered once any other is given; `["all"]` offers every subtype of it.',
})
export class LinkAccountFiltersInput {
  @Field(() => [String], {
    nullable: true,
    description: 'Depository subtypes, such as `checking` and `savings`. Null: see above.',
  })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  depository?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Kinds of limited-purpose checking accounts to offer; only together with `depository`. Null: as Plaid decides.',
  })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  limitedPurposeTypes?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Credit subtypes, such as `credit card`. Null: see above.' })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  credit?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Loan subtypes, such as `mortgage`. Null: see above.' })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  loan?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Investment subtypes, such as `401k`. Null: see above.' })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  investment?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Subtypes of all other accounts. Null: see above.' })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  other?: string[] | null;
}

@InputType('CreateLinkSessionInput', {
  description:
    'What Link should ask of the person. Null and leaving out mean the same everywhere. Values that Plaid owns (products, languages, countries) are handed on as they are; what Plaid refuses answers UPSTREAM_REJECTED.',
})
export class CreateLinkSessionInput {
  @Field(() => [String], {
    nullable: true,
    description:
      'Products that the new Item must have, such as `auth` or `transactions`; institutions without them are not offered. At least one, unless `updateItemId` is given. `balance` is not one: it comes with every Item.',
  })
  @IsOptional()
  @Length(1, 64, { each: true })
  products?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Products to use where the chosen institution and accounts support them, without hiding those that do not. No product may stand in two of the four lists.',
  })
  @IsOptional()
  @Length(1, 64, { each: true })
  requiredIfSupportedProducts?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Products to try for, whose failure does not stop the person from linking. No product may stand in two of the four lists.',
  })
  @IsOptional()
  @Length(1, 64, { each: true })
  optionalProducts?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Products to ask consent for now and to use, and pay for, later. No product may stand in two of the four lists.',
  })
  @IsOptional()
  @Length(1, 64, { each: true })
  additionalConsentedProducts?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The name of your app as Link shows it. Another name than the one that the operator configured needs their LINK_ALLOW_CLIENT_NAME, or answers BAD_USER_INPUT. Above 30 characters Link says "This Application" instead. Null: the name that the operator configured.',
  })
  @IsOptional()
  @Length(1, 255)
  @Matches(/^\P{Cc}*$/u, { message: 'clientName must have no control characters' })
  clientName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Language of Link, such as `en` or `fr`. Null: the language that the operator configured.',
  })
  @IsOptional()
  @Length(1, 16)
  language?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Countries whose institutions to offer, as ISO 3166-1 alpha-2 codes. Null: those that the operator configured.',
  })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(2, 2, { each: true })
  countryCodes?: string[] | null;

  @Field(() => LinkUserInput, {
    nullable: true,
    description: 'What you know of the person already, so that Link need not ask. The gateway adds who they are.',
  })
  @IsOptional()
  @ValidateNested()
  user?: LinkUserInput | null;

  @Field(() => String, {
    nullable: true,
    description: "Plaid's user_id of the person, for products built on Plaid users. Null when you use none of them.",
  })
  @IsOptional()
  @Length(1, 256)
  userId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Where an institution's own sign-in page returns to: registered in Plaid's Dashboard, without query parameters, and of an origin or app scheme that the operator allows (BAD_USER_INPUT otherwise). Not together with `androidPackageName`. Null: institutions that sign in on their own page work in a pop-up only.",
  })
  @IsOptional()
  @IsCallerUrl('web or app')
  redirectUri?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Your Android app's package name, registered in Plaid's Dashboard. Only for sessions opened in that app. Not together with `redirectUri`.",
  })
  @IsOptional()
  @Length(1, 256)
  androidPackageName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Name of a Link customization from Plaid's Dashboard. Null: the default one.",
  })
  @IsOptional()
  @Length(1, 256)
  linkCustomizationName?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Plaid's institution_id, for the few older integrations that open Link at an institution. Null for all others.",
  })
  @IsOptional()
  @Length(1, 256)
  institutionId?: string | null;

  @Field(() => LinkInstitutionDataInput, {
    nullable: true,
    description: 'An institution to put first in Link. Null: none.',
  })
  @IsOptional()
  @ValidateNested()
  institutionData?: LinkInstitutionDataInput | null;

  @Field(() => LinkAccountFiltersInput, {
    nullable: true,
    description: 'Which accounts the person may choose. Null: all that fit the products.',
  })
  @IsOptional()
  @ValidateNested()
  accountFilters?: LinkAccountFiltersInput | null;

  @Field(() => HostedLinkInput, {
    nullable: true,
    description:
      'Makes the session a Hosted Link session, which runs on a page of Plaid (`hostedLinkUrl`); `{}` is enough. Null: Link is opened by your app.',
  })
  @IsOptional()
  @ValidateNested()
  hostedLink?: HostedLinkInput | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Lets the person link several institutions in one go; needs `userId`, or `user_token` in `options`. Null: one.',
  })
  @IsOptional()
  enableMultiItemLink?: boolean | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Update mode: repair this Item of yours, renew its consent, or change which accounts are shared. Absent or foreign ids answer NOT_FOUND. Null: link something new.',
  })
  @IsOptional()
  @Length(1, 256)
  updateItemId?: string | null;

  @Field(() => LinkUpdateInput, {
    nullable: true,
    description: 'What update mode should offer; only together with `updateItemId`. Null: repair the sign-in alone.',
  })
  @IsOptional()
  @ValidateNested()
  update?: LinkUpdateInput | null;

  @Field(() => LinkAuthInput, {
    nullable: true,
    description:
      'Which ways of verifying account numbers to offer with the product `auth`. Null: as Plaid has them set for the operator.',
  })
  @IsOptional()
  @ValidateNested()
  auth?: LinkAuthInput | null;

  @Field(() => LinkTransactionsInput, {
    nullable: true,
    description: "Settings of the product `transactions`. Null: Plaid's own.",
  })
  @IsOptional()
  @ValidateNested()
  transactions?: LinkTransactionsInput | null;

  @Field(() => JsonObject, {
    nullable: true,
    description:
      "Any other part of Plaid's /link/token/create (`statements`, `transfer`, `income_verification`, `cra_options` and so on), in Plaid's own snake_case. Keys that Plaid does not have, that have a field above, or that the gateway sets itself (tokens, credentials, the webhook) answer BAD_USER_INPUT.",
  })
  @IsOptional()
  options?: Record<string, unknown> | null;
}

@InputType('CompleteLinkSessionInput', { description: 'Names the session whose outcome is to be fetched and stored.' })
export class CompleteLinkSessionInput {
  @Field(() => ID, {
    description:
      'The `id` that `createLinkSession` answered. One of your own; absent and foreign ids answer NOT_FOUND.',
  })
  @Length(1, 256)
  linkSessionId: string;
}

@InputType('ExchangePublicTokenInput', { description: "A public token from Link's onSuccess." })
export class ExchangePublicTokenInput {
  @Field(() => String, {
    description:
      "What Link's onSuccess handed to your app; begins with `public-`. Valid for 30 minutes and for one exchange.",
  })
  @Length(1, 512)
  publicToken: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The Link session it came from, so that the Item appears in its `items`. Null: not told.',
  })
  @IsOptional()
  @Length(1, 256)
  linkSessionId?: string | null;
}
