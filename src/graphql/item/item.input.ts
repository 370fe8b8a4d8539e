import { IsOptional, Length } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { IsCallerUrl } from '../caller-url.js';
import { Url } from '../scalars.js';

/** Plaid's limit for the note on why an Item is removed. */
const MAX_REASON_NOTE_LENGTH = 512;

@InputType('RemoveItemInput', { description: 'Which Item to remove, and why.' })
export class RemoveItemInput {
  @Field(() => ID, { description: 'The Item to end. One of your own; absent and foreign ids answer NOT_FOUND.' })
  @Length(1, 256)
  itemId: string;

  @Field(() => String, {
    nullable: true,
    description:
      "One of Plaid's reason codes, such as `FRAUD_FIRST_PARTY` or `OTHER`; another one answers UPSTREAM_REJECTED. Null: no reason is given.",
  })
  @IsOptional()
  @Length(1, 64)
  reasonCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The reason in words for Plaid, in one line of at most 512 characters and without personal data. Null: none.',
  })
  @IsOptional()
  @Length(1, MAX_REASON_NOTE_LENGTH)
  reasonNote?: string | null;
}

@InputType('UpdateItemWebhookInput', { description: 'Where the webhooks of an Item should go.' })
export class UpdateItemWebhookInput {
  @Field(() => ID, {
    description: 'The Item whose events are redirected. One of your own; absent and foreign ids answer NOT_FOUND.',
  })
  @Length(1, 256)
  itemId: string;

  @Field(() => Url, {
    nullable: true,
    description:
      "The new address; its origin must be one that the operator allows (BAD_USER_INPUT otherwise). Anything but this gateway's own receiver takes the Item's events away from the gateway. Null: no webhooks at all.",
  })
  @IsOptional()
  @IsCallerUrl('web')
  webhook?: URL | null;
}

@InputType('RotateAccessTokenInput', { description: "Which Item's access token to replace." })
export class RotateAccessTokenInput {
  @Field(() => ID, {
    description: 'The Item whose token is replaced. One of your own; absent and foreign ids answer NOT_FOUND.',
  })
  @Length(1, 256)
  itemId: string;
}
