import { ArrayNotEmpty, IsOptional, Length } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';

/** First Platypus Bank, the test institution with every kind of account. */
const DEFAULT_INSTITUTION_ID = 'ins_109508';

@InputType('SandboxCreateItemInput', { description: 'The test Item to make.' })
export class SandboxCreateItemInput {
  @Field(() => String, {
    defaultValue: DEFAULT_INSTITUTION_ID,
    description: 'The test institution; `ins_109508` is First Platypus Bank, which has every kind of account.',
  })
  @Length(1, 256)
  institutionId: string;

  @Field(() => [String], {
    defaultValue: ['auth'],
    description: 'Products of the new Item: at least one, and not `balance`.',
  })
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  initialProducts: string[];

  @Field(() => String, {
    nullable: true,
    description: "Test user to sign in as, which decides the data; see Plaid's Sandbox users. Null: `user_good`.",
  })
  @IsOptional()
  @Length(1, 256)
  overrideUsername?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Password of the test user; for `user_custom` the description of its data. Null: `pass_good`.',
  })
  @IsOptional()
  @Length(1, 65_536)
  overridePassword?: string | null;
}

@InputType('SandboxResetLoginInput', { description: 'Which test Item to break.' })
export class SandboxResetLoginInput {
  @Field(() => ID, {
    description:
      'The Item whose sign-in is to fail from now on. One of your own; absent and foreign ids answer NOT_FOUND.',
  })
  @Length(1, 256)
  itemId: string;
}

@InputType('SandboxFireWebhookInput', { description: 'Which webhook to send about a test Item.' })
export class SandboxFireWebhookInput {
  @Field(() => ID, {
    description: 'The Item that the webhook is about. One of your own; absent and foreign ids answer NOT_FOUND.',
  })
  @Length(1, 256)
  itemId: string;

  @Field(() => String, {
    description:
      'What to report, such as `NEW_ACCOUNTS_AVAILABLE`, `DEFAULT_UPDATE` or `PENDING_DISCONNECT`; one that Plaid cannot send on demand answers UPSTREAM_REJECTED.',
  })
  @Length(1, 128)
  webhookCode: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Its family where the code alone does not tell, such as `AUTH` for `DEFAULT_UPDATE`. Null: Plaid chooses.',
  })
  @IsOptional()
  @Length(1, 128)
  webhookType?: string | null;
}

@InputType('SandboxCreateProcessorTokenInput', { description: 'Where the test account of a processor token is.' })
export class SandboxCreateProcessorTokenInput {
  @Field(() => String, {
    defaultValue: DEFAULT_INSTITUTION_ID,
    description: 'The test institution; `ins_109508` is First Platypus Bank.',
  })
  @Length(1, 256)
  institutionId: string;
}

@InputType('SandboxSetVerificationStatusInput', { description: 'How the verification of a test account ends.' })
export class SandboxSetVerificationStatusInput {
  @Field(() => ID, {
    description:
      'The account that automated micro-deposits should verify. One of your own; absent and foreign ids answer NOT_FOUND.',
  })
  @Length(1, 256)
  accountId: string;

  @Field(() => String, { description: 'The outcome: `automatically_verified` or `verification_expired`.' })
  @Length(1, 64)
  verificationStatus: string;
}
