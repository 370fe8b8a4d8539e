import { ArrayNotEmpty, IsOptional, Length } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { IsCallerUrl } from '../caller-url.js';
import { Url } from '../scalars.js';

@InputType('CreateProcessorTokenInput', { description: 'Which account to open to which partner.' })
export class CreateProcessorTokenInput {
  @Field(() => ID, { description: 'The account. One of your own; absent and foreign ids answer NOT_FOUND.' })
  @Length(1, 256)
  accountId: string;

  @Field(() => String, {
    description:
      "Plaid's name of the partner, such as `dwolla`; one that Plaid does not know answers UPSTREAM_REJECTED.",
  })
  @Length(1, 128)
  processor: string;
}

@InputType('CreateStripeBankAccountTokenInput', { description: 'Which account to open to Stripe.' })
export class CreateStripeBankAccountTokenInput {
  @Field(() => ID, {
    description: 'A US checking or savings account. One of your own; absent and foreign ids answer NOT_FOUND.',
  })
  @Length(1, 256)
  accountId: string;
}

@InputType('ImportItemInput', { description: "A person's sign-in that a partner of Plaid Exchange hands over." })
export class ImportItemInput {
  @Field(() => [String], { description: 'Products of the new Item: at least one.' })
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  products: string[];

  @Field(() => String, { description: "The person's id at the partner." })
  @Length(1, 256)
  userId: string;

  @Field(() => String, { description: 'The secret that the partner gave for the person. Handed on and never kept.' })
  @Length(1, 4096)
  authToken: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Whose Item it becomes: the `sub` of their sign-in. Null: your own.',
  })
  @IsOptional()
  @Length(1, 256)
  ownerId?: string | null;

  @Field(() => Url, {
    nullable: true,
    description:
      "Where the Item's webhooks go; its origin must be one that the operator allows (BAD_USER_INPUT otherwise). Null: this gateway's receiver.",
  })
  @IsOptional()
  @IsCallerUrl('web')
  webhook?: URL | null;
}

@InputType('CreateLayerSessionInput', { description: 'What a Layer session is made of.' })
export class CreateLayerSessionInput {
  @Field(() => String, { description: "Id of a Layer template from Plaid's Dashboard; it holds all other settings." })
  @Length(1, 256)
  templateId: string;

  @Field(() => String, {
    nullable: true,
    description:
      "Where an institution's own sign-in page returns to: registered in Plaid's Dashboard, without query parameters, and of an origin or app scheme that the operator allows (BAD_USER_INPUT otherwise). Not together with `androidPackageName`. Null: a pop-up.",
  })
  @IsOptional()
  @IsCallerUrl('web or app')
  redirectUri?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Your Android app's package name, registered in Plaid's Dashboard. Null: not opened in one.",
  })
  @IsOptional()
  @Length(1, 256)
  androidPackageName?: string | null;
}
