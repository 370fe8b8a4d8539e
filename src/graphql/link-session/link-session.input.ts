import { ArrayNotEmpty, IsOptional, Length, Matches, Max, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { IsCallerUrl } from '../caller-url.js';
import { JsonObject } from '../scalars.js';

@InputType('LinkUserNameInput', { description: "The end user's first and last name." })
export class LinkUserNameInput {
  @Field(() => String, { description: 'First name or names.' })
  @Length(1, 256)
  givenName: string;

  @Field(() => String, { description: 'Last name or names.' })
  @Length(1, 256)
  familyName: string;
}

@InputType('LinkUserAddressInput', { description: "The end user's home address, used for identity verification." })
export class LinkUserAddressInput {
  @Field(() => String, { nullable: true, description: 'Street and house number. If null, not provided.' })
  @IsOptional()
  @Length(1, 256)
  street?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Apartment, floor or other second address line. If null, not provided.',
  })
  @IsOptional()
  @Length(1, 256)
  street2?: string | null;

  @Field(() => String, { nullable: true, description: 'City or town. If null, not provided.' })
  @IsOptional()
  @Length(1, 256)
  city?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'State or province: an ISO 3166-2 code without the country part, such as `CA`. If null, not provided.',
  })
  @IsOptional()
  @Length(1, 64)
  region?: string | null;

  @Field(() => String, { nullable: true, description: 'ZIP or postal code. If null, not provided.' })
  @IsOptional()
  @Length(1, 32)
  postalCode?: string | null;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 country code, such as `US`.' })
  @Length(2, 2)
  country: string;
}

@InputType('LinkUserInput', {
  description:
    'What you already know about the end user, so that Link can prefill it. It is sent to Plaid and not stored by the gateway.',
})
export class LinkUserInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Full legal name, used for micro-deposits and for matching the account holder. If null, Link asks for it when needed.',
  })
  @IsOptional()
  @Length(1, 512)
  legalName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Phone number in E.164 format, such as `+14155550123`. If null, Link asks for it when needed.',
  })
  @IsOptional()
  @Matches(/^\+[1-9]\d{1,14}$/, { message: 'phoneNumber must be in E.164 format' })
  phoneNumber?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Email address. Required to deliver a Hosted Link session by email. If null, not provided.',
  })
  @IsOptional()
  @Length(3, 320)
  @Matches(/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u, { message: 'emailAddress must be a single email address' })
  emailAddress?: string | null;

  @Field(() => String, { nullable: true, description: 'Date of birth as `YYYY-MM-DD`. If null, not provided.' })
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'dateOfBirth must have the format YYYY-MM-DD' })
  dateOfBirth?: string | null;

  @Field(() => LinkUserNameInput, {
    nullable: true,
    description: 'First and last name, used for identity verification. If null, not provided.',
  })
  @IsOptional()
  @ValidateNested()
  name?: LinkUserNameInput | null;

  @Field(() => LinkUserAddressInput, {
    nullable: true,
    description: 'Home address, used for identity verification. If null, not provided.',
  })
  @IsOptional()
  @ValidateNested()
  address?: LinkUserAddressInput | null;
}

/** Plaid's limit for a Hosted Link URL: 21 days. */
const MAX_URL_LIFETIME_SECONDS = 21 * 24 * 60 * 60;
/** Plaid's limit for transaction history: two years. */
const MAX_DAYS_REQUESTED = 730;

@InputType('HostedLinkInput', { description: 'How a Hosted Link session is delivered and where it returns to.' })
export class HostedLinkInput {
  @Field(() => String, {
    nullable: true,
    description:
      "Have Plaid send the link to the end user by `sms` or `email`, if Plaid has enabled this for the operator. Requires `user.phoneNumber` or `user.emailAddress`. `sms` also requires the operator's setting LINK_ALLOW_SMS, otherwise BAD_USER_INPUT. The number of messages per day is limited for each user and for each recipient (LIMIT_EXCEEDED). If null, you open or send `hostedLinkUrl` yourself.",
  })
  @IsOptional()
  @Length(1, 32)
  deliveryMethod?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The URL to open when the end user has finished. The operator must allow its origin or app scheme, otherwise BAD_USER_INPUT. If null, the page says that it can be closed.',
  })
  @IsOptional()
  @IsCallerUrl('web or app')
  completionRedirectUri?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How long the page can be opened, in seconds; at most 21 days. If null, 30 minutes, or one day when sent by SMS and one week when sent by email.',
  })
  @IsOptional()
  @Min(1)
  @Max(MAX_URL_LIFETIME_SECONDS)
  urlLifetimeSeconds?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True if a mobile app opens the page in an in-app browser. If null, false.',
  })
  @IsOptional()
  isMobileApp?: boolean | null;
}

@InputType('LinkUpdateInput', { description: 'What update mode offers in addition to repairing the login.' })
export class LinkUpdateInput {
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Let the end user change which accounts are shared. Use it when `newAccountsAvailable` is true. If null, false.',
  })
  @IsOptional()
  accountSelectionEnabled?: boolean | null;
}

@InputType('LinkAuthInput', {
  description:
    "How to verify account numbers at institutions that do not provide them. A setting that is null uses the operator's configuration at Plaid.",
})
export class LinkAuthInput {
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Let the end user choose between logging in and entering account numbers manually. If null, as configured at Plaid.',
  })
  @IsOptional()
  authTypeSelectEnabled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Verify with a small deposit that Plaid detects automatically within a few days. US only. If null, as configured at Plaid.',
  })
  @IsOptional()
  automatedMicrodepositsEnabled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Verify by comparing manually entered account numbers with the mask of an account that the end user logged in to. If null, as configured at Plaid.',
  })
  @IsOptional()
  instantMatchEnabled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Verify with a code in a small deposit, which the end user enters about a day later. US only. If null, as configured at Plaid.',
  })
  @IsOptional()
  sameDayMicrodepositsEnabled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Verify with a code in a small deposit that arrives within seconds, at banks that support real-time payments. US only. If null, as configured at Plaid.',
  })
  @IsOptional()
  instantMicrodepositsEnabled?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Whether to send end users who enter account numbers of a supported bank back to logging in: `OPTIONAL`, `FORCED` or `OFF`. If null, as configured at Plaid.',
  })
  @IsOptional()
  @Length(1, 32)
  rerouteToCredentials?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Let the end user complete same-day micro-deposit verification by SMS. If null, as configured at Plaid.',
  })
  @IsOptional()
  smsMicrodepositsVerificationEnabled?: boolean | null;
}

@InputType('LinkTransactionsInput', { description: 'Settings of the `transactions` product for the new Item.' })
export class LinkTransactionsInput {
  @Field(() => Int, {
    nullable: true,
    description: 'How many days of transaction history to fetch: 1 to 730. It cannot be changed later. If null, 90.',
  })
  @IsOptional()
  @Min(1)
  @Max(MAX_DAYS_REQUESTED)
  daysRequested?: number | null;
}

@InputType('LinkInstitutionDataInput', { description: 'An institution to list first in Link.' })
export class LinkInstitutionDataInput {
  @Field(() => String, {
    nullable: true,
    description: "The institution's US routing number: nine digits. If null, no institution is listed first.",
  })
  @IsOptional()
  @Length(1, 32)
  routingNumber?: string | null;
}

@InputType('LinkAccountFiltersInput', {
  description:
    'The account subtypes that the end user may choose, by account type. As soon as one type is set, types that are null are not offered. Use `["all"]` to offer all subtypes of a type.',
})
export class LinkAccountFiltersInput {
  @Field(() => [String], {
    nullable: true,
    description:
      'Depository subtypes, such as `checking` and `savings`. If null, not offered once another type is set.',
  })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  depository?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "The types of limited-purpose checking accounts to offer. Can only be set together with `depository`. If null, Plaid's default.",
  })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  limitedPurposeTypes?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Credit subtypes, such as `credit card`. If null, not offered once another type is set.',
  })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  credit?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Loan subtypes, such as `mortgage`. If null, not offered once another type is set.',
  })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  loan?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Investment subtypes, such as `401k`. If null, not offered once another type is set.',
  })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  investment?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Subtypes of all other accounts. If null, not offered once another type is set.',
  })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  other?: string[] | null;
}

@InputType('CreateLinkSessionInput', {
  description:
    'Configuration of a Link session. Omitting a field is the same as null. Values that Plaid defines (products, languages, countries) are passed through; if Plaid rejects one, the mutation fails with UPSTREAM_REJECTED.',
})
export class CreateLinkSessionInput {
  @Field(() => [String], {
    nullable: true,
    description:
      'Products that the new Item must support, such as `auth` or `transactions`. Institutions without them are not offered. If null, none; at least one is required unless `updateItemId` is set. Do not include `balance`, which every Item supports.',
  })
  @IsOptional()
  @Length(1, 64, { each: true })
  products?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Products to add if the chosen institution and accounts support them. Institutions that do not support them are still offered. A product may be in only one of the four product lists. If null, none.',
  })
  @IsOptional()
  @Length(1, 64, { each: true })
  requiredIfSupportedProducts?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Products to add if possible. If adding one fails, the end user can still link. A product may be in only one of the four product lists. If null, none.',
  })
  @IsOptional()
  @Length(1, 64, { each: true })
  optionalProducts?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Products to collect consent for now but add, and be billed for, later. A product may be in only one of the four product lists. If null, none.',
  })
  @IsOptional()
  @Length(1, 64, { each: true })
  additionalConsentedProducts?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The name of your app, as shown in Link. A name that differs from the operator's configured one requires the operator's setting LINK_ALLOW_CLIENT_NAME, otherwise BAD_USER_INPUT. If longer than 30 characters, Link shows \"This Application\" instead. If null, the operator's configured name.",
  })
  @IsOptional()
  @Length(1, 255)
  @Matches(/^\P{Cc}*$/u, { message: 'clientName must not contain control characters' })
  clientName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The language of Link, such as `en` or `fr`. If null, the operator's configured language.",
  })
  @IsOptional()
  @Length(1, 16)
  language?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "The countries whose institutions to offer, as ISO 3166-1 alpha-2 codes. If null, the operator's configured countries.",
  })
  @IsOptional()
  @ArrayNotEmpty()
  @Length(2, 2, { each: true })
  countryCodes?: string[] | null;

  @Field(() => LinkUserInput, {
    nullable: true,
    description:
      "What you already know about the end user, so that Link can prefill it. The gateway adds the user's id. If null, nothing is prefilled.",
  })
  @IsOptional()
  @ValidateNested()
  user?: LinkUserInput | null;

  @Field(() => String, {
    nullable: true,
    description: "Plaid's user_id of the end user, for products based on Plaid users. If null, none is sent.",
  })
  @IsOptional()
  @Length(1, 256)
  userId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The URL that an institution's own login page (OAuth) returns to. It must be registered in Plaid's Dashboard and have no query parameters. The operator must allow its origin or app scheme, otherwise BAD_USER_INPUT. Cannot be combined with `androidPackageName`. If null, institutions with OAuth work only in a pop-up window.",
  })
  @IsOptional()
  @IsCallerUrl('web or app')
  redirectUri?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The package name of your Android app, as registered in Plaid's Dashboard. Set it only for sessions opened in that app. Cannot be combined with `redirectUri`. If null, none is sent.",
  })
  @IsOptional()
  @Length(1, 256)
  androidPackageName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The name of a Link customization from Plaid's Dashboard. If null, the default customization.",
  })
  @IsOptional()
  @Length(1, 256)
  linkCustomizationName?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Plaid's institution_id, for legacy integrations that open Link at one institution. If null, the end user chooses the institution.",
  })
  @IsOptional()
  @Length(1, 256)
  institutionId?: string | null;

  @Field(() => LinkInstitutionDataInput, {
    nullable: true,
    description: 'An institution to list first in Link. If null, none.',
  })
  @IsOptional()
  @ValidateNested()
  institutionData?: LinkInstitutionDataInput | null;

  @Field(() => LinkAccountFiltersInput, {
    nullable: true,
    description: 'The accounts that the end user may choose. If null, all accounts that fit the products.',
  })
  @IsOptional()
  @ValidateNested()
  accountFilters?: LinkAccountFiltersInput | null;

  @Field(() => HostedLinkInput, {
    nullable: true,
    description:
      'Makes this a Hosted Link session, which runs on a page hosted by Plaid (`hostedLinkUrl`). `{}` is enough. If null, your app opens Link itself.',
  })
  @IsOptional()
  @ValidateNested()
  hostedLink?: HostedLinkInput | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Let the end user link several institutions in one session. Requires `userId`, or `user_token` in `options`. If null, false.',
  })
  @IsOptional()
  enableMultiItemLink?: boolean | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The Item to open in update mode: to repair its login, renew consent, or change which accounts are shared. An id that does not exist or belongs to another user returns NOT_FOUND. If null, a new Item is linked.',
  })
  @IsOptional()
  @Length(1, 256)
  updateItemId?: string | null;

  @Field(() => LinkUpdateInput, {
    nullable: true,
    description:
      'What update mode offers. Can only be set together with `updateItemId`. If null, update mode only repairs the login.',
  })
  @IsOptional()
  @ValidateNested()
  update?: LinkUpdateInput | null;

  @Field(() => LinkAuthInput, {
    nullable: true,
    description: 'How to verify account numbers for the product `auth`. If null, as configured at Plaid.',
  })
  @IsOptional()
  @ValidateNested()
  auth?: LinkAuthInput | null;

  @Field(() => LinkTransactionsInput, {
    nullable: true,
    description: "Settings of the `transactions` product. If null, Plaid's defaults.",
  })
  @IsOptional()
  @ValidateNested()
  transactions?: LinkTransactionsInput | null;

  @Field(() => JsonObject, {
    nullable: true,
    description:
      "Further parameters of Plaid's /link/token/create (`statements`, `transfer`, `income_verification`, `cra_options` and so on), in Plaid's snake_case. Some keys return BAD_USER_INPUT: keys that Plaid does not have, keys that have a field of their own, and keys that the gateway sets itself (tokens, credentials, the webhook URL). If null, none.",
  })
  @IsOptional()
  options?: Record<string, unknown> | null;
}

@InputType('CompleteLinkSessionInput', { description: 'Selects the Link session whose outcome to fetch.' })
export class CompleteLinkSessionInput {
  @Field(() => ID, {
    description:
      'The `id` that `createLinkSession` returned. An id that does not exist or belongs to another user returns NOT_FOUND.',
  })
  @Length(1, 256)
  linkSessionId: string;
}

@InputType('ExchangePublicTokenInput', { description: 'The public token from Link, and the session that returned it.' })
export class ExchangePublicTokenInput {
  @Field(() => String, {
    description:
      "The public token from Link's `onSuccess` callback; starts with `public-`. It is valid for 30 minutes and can be exchanged once.",
  })
  @Length(1, 512)
  publicToken: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'The Link session that returned the token, so that the Item appears in its `items`. If null, the Item is not assigned to a session.',
  })
  @IsOptional()
  @Length(1, 256)
  linkSessionId?: string | null;
}
