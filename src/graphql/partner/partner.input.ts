import { ArrayNotEmpty, IsOptional, Length } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { IsCallerUrl } from '../caller-url.js';
import { Url } from '../scalars.js';

@InputType('CreateProcessorTokenInput', { description: 'The account to share, and the partner to share it with.' })
export class CreateProcessorTokenInput {
  @Field(() => ID, {
    description: 'The account. An id that does not exist or belongs to another user returns NOT_FOUND.',
  })
  @Length(1, 256)
  accountId: string;

  @Field(() => String, {
    description:
      "Plaid's name of the partner, such as `dwolla`. A name that Plaid does not know returns UPSTREAM_REJECTED.",
  })
  @Length(1, 128)
  processor: string;
}

@InputType('CreateStripeBankAccountTokenInput', { description: 'The account to share with Stripe.' })
export class CreateStripeBankAccountTokenInput {
  @Field(() => ID, {
    description:
      'A US checking or savings account. An id that does not exist or belongs to another user returns NOT_FOUND.',
  })
  @Length(1, 256)
  accountId: string;
}

@InputType('ImportItemInput', { description: "An end user's authorization from a Plaid Exchange partner." })
export class ImportItemInput {
  @Field(() => [String], { description: 'The products of the new Item. At least one is required.' })
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  products: string[];

  @Field(() => String, { description: 'The id of the end user at the partner.' })
  @Length(1, 256)
  userId: string;

  @Field(() => String, { description: "The partner's secret for this end user. It is sent to Plaid and not stored." })
  @Length(1, 4096)
  authToken: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The id of the user who will own the Item: the `sub` of their access token. If null, you.',
  })
  @IsOptional()
  @Length(1, 256)
  ownerId?: string | null;

  @Field(() => Url, {
    nullable: true,
    description:
      "The URL for the Item's webhooks. The operator must allow its origin, otherwise BAD_USER_INPUT. If null, the URL of this gateway.",
  })
  @IsOptional()
  @IsCallerUrl('web')
  webhook?: URL | null;
}

@InputType('CreateLayerSessionInput', {
  description: 'Configuration of a Layer session, most of which is in its template.',
})
export class CreateLayerSessionInput {
  @Field(() => String, {
    description: "The id of a Layer template from Plaid's Dashboard. It contains all other settings.",
  })
  @Length(1, 256)
  templateId: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The URL that an institution's own login page (OAuth) returns to. It must be registered in Plaid's Dashboard and have no query parameters. The operator must allow its origin or app scheme, otherwise BAD_USER_INPUT. Cannot be combined with `androidPackageName`. If null, a pop-up window is used.",
  })
  @IsOptional()
  @IsCallerUrl('web or app')
  redirectUri?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The package name of your Android app, as registered in Plaid's Dashboard. If null, the session is not opened in an Android app.",
  })
  @IsOptional()
  @Length(1, 256)
  androidPackageName?: string | null;
}
