import { ArrayNotEmpty, IsOptional, Length, Matches, ValidateNested } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { IsCallerUrl } from '../caller-url.js';
import { JsonObject } from '../scalars.js';
import { LinkAccountFiltersInput, LinkInstitutionDataInput } from './link-filters.input.js';
import { HostedLinkInput, LinkAuthInput, LinkTransactionsInput, LinkUpdateInput } from './link-features.input.js';
import { LinkUserInput } from './link-user.input.js';

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
