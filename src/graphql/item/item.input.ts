import { IsOptional, Length } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { IsCallerUrl } from '../caller-url.js';
import { Url } from '../scalars.js';

/** Plaid's limit for `reason_note`. */
const MAX_REASON_NOTE_LENGTH = 512;

@InputType('RemoveItemInput', { description: 'Selects the Item to remove, and gives a reason for Plaid.' })
export class RemoveItemInput {
  @Field(() => ID, {
    description: 'The Item to remove. An id that does not exist or belongs to another user returns NOT_FOUND.',
  })
  @Length(1, 256)
  itemId: string;

  @Field(() => String, {
    nullable: true,
    description:
      "One of Plaid's reason codes, such as `FRAUD_FIRST_PARTY` or `OTHER`. Any other code returns UPSTREAM_REJECTED. If null, no reason is sent.",
  })
  @IsOptional()
  @Length(1, 64)
  reasonCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The reason as free text for Plaid: one line of at most 512 characters, without personal data. If null, no text is sent.',
  })
  @IsOptional()
  @Length(1, MAX_REASON_NOTE_LENGTH)
  reasonNote?: string | null;
}

@InputType('UpdateItemWebhookInput', { description: 'The new webhook URL of an Item.' })
export class UpdateItemWebhookInput {
  @Field(() => ID, {
    description: 'The Item to change. An id that does not exist or belongs to another user returns NOT_FOUND.',
  })
  @Length(1, 256)
  itemId: string;

  @Field(() => Url, {
    nullable: true,
    description:
      "The new webhook URL. The operator must allow its origin, otherwise BAD_USER_INPUT. If it is not the URL of this gateway, the gateway no longer receives the Item's events. If null, Plaid sends no webhooks.",
  })
  @IsOptional()
  @IsCallerUrl('web')
  webhook?: URL | null;
}

@InputType('RotateAccessTokenInput', { description: 'The Item whose access token to replace.' })
export class RotateAccessTokenInput {
  @Field(() => ID, {
    description: 'The Item. An id that does not exist or belongs to another user returns NOT_FOUND.',
  })
  @Length(1, 256)
  itemId: string;
}
