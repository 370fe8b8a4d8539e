import { ArrayNotEmpty, IsOptional, Length } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';

/** First Platypus Bank, the test institution with every type of account. */
const DEFAULT_INSTITUTION_ID = 'ins_109508';

@InputType('SandboxCreateItemInput', { description: 'The institution, products and test user of a new test Item.' })
export class SandboxCreateItemInput {
  @Field(() => String, {
    defaultValue: DEFAULT_INSTITUTION_ID,
    description:
      "Plaid's institution_id of the test institution. `ins_109508` is First Platypus Bank, which has every type of account.",
  })
  @Length(1, 256)
  institutionId: string;

  @Field(() => [String], {
    defaultValue: ['auth'],
    description: 'The products of the new Item. At least one is required, and `balance` is not allowed.',
  })
  @ArrayNotEmpty()
  @Length(1, 64, { each: true })
  initialProducts: string[];

  @Field(() => String, {
    nullable: true,
    description:
      "The test user to log in as, which determines the test data; see Plaid's documentation of Sandbox users. If null, `user_good`.",
  })
  @IsOptional()
  @Length(1, 256)
  overrideUsername?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The test user's password. For `user_custom`, the definition of the test data. If null, `pass_good`.",
  })
  @IsOptional()
  @Length(1, 65_536)
  overridePassword?: string | null;
}

@InputType('SandboxResetLoginInput', { description: 'The test Item whose login to break.' })
export class SandboxResetLoginInput {
  @Field(() => ID, {
    description: 'The Item. An id that does not exist or belongs to another user returns NOT_FOUND.',
  })
  @Length(1, 256)
  itemId: string;
}

@InputType('SandboxFireWebhookInput', { description: 'The webhook to send, and the test Item that it is about.' })
export class SandboxFireWebhookInput {
  @Field(() => ID, {
    description: 'The Item. An id that does not exist or belongs to another user returns NOT_FOUND.',
  })
  @Length(1, 256)
  itemId: string;

  @Field(() => String, {
    description:
      'The webhook code, such as `NEW_ACCOUNTS_AVAILABLE`, `DEFAULT_UPDATE` or `PENDING_DISCONNECT`. A code that Plaid cannot send on demand returns UPSTREAM_REJECTED.',
  })
  @Length(1, 128)
  webhookCode: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The webhook type, if the code alone is ambiguous, such as `AUTH` for `DEFAULT_UPDATE`. If null, Plaid chooses it.',
  })
  @IsOptional()
  @Length(1, 128)
  webhookType?: string | null;
}

@InputType('SandboxCreateProcessorTokenInput', { description: 'The institution of the test account.' })
export class SandboxCreateProcessorTokenInput {
  @Field(() => String, {
    defaultValue: DEFAULT_INSTITUTION_ID,
    description: "Plaid's institution_id of the test institution. `ins_109508` is First Platypus Bank.",
  })
  @Length(1, 256)
  institutionId: string;
}

@InputType('SandboxSetVerificationStatusInput', { description: 'The verification result to set for a test account.' })
export class SandboxSetVerificationStatusInput {
  @Field(() => ID, {
    description:
      'An account with automated micro-deposits in progress. An id that does not exist or belongs to another user returns NOT_FOUND.',
  })
  @Length(1, 256)
  accountId: string;

  @Field(() => String, { description: 'The result: `automatically_verified` or `verification_expired`.' })
  @Length(1, 64)
  verificationStatus: string;
}
