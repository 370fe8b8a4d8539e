import { Field, ID, ObjectType } from 'type-graphql';
import type { AccountType } from '../../model/account.js';
import type { LinkEvent, LinkExit, LinkedAccount } from '../../model/link-session.js';
import type { PlaidError } from '../../model/plaid-error.js';
import { AccountTypeEnum } from '../account/account.enums.js';
import { PlaidErrorType } from '../plaid-error/plaid-error.type.js';
import { DateTime, JsonObject } from '../scalars.js';
import type { LinkResultOfSession } from './link-attempts.js';

@ObjectType('LinkEvent', {
  simpleResolvers: true,
  description: 'One step of a person through Link, for analytics and support.',
})
export class LinkEventType implements LinkEvent {
  @Field(() => ID, { description: 'Identifies the event; the same event told twice has the same id.' })
  eventId: string;

  @Field(() => String, {
    description: 'What happened, such as `OPEN`, `SELECT_INSTITUTION` or `HANDOFF`. Plaid adds names over time.',
  })
  eventName: string;

  @Field(() => DateTime, { description: 'When it happened.' })
  timestamp: Date;

  @Field(() => JsonObject, {
    description: "What belongs to this kind of event, in Plaid's own keys, such as `institution_name` or `error_code`.",
  })
  eventMetadata: Record<string, unknown>;
}

@ObjectType('LinkExit', { simpleResolvers: true, description: 'How and where a person left Link without finishing.' })
export class LinkExitType implements LinkExit {
  @Field(() => PlaidErrorType, {
    nullable: true,
    description: 'The problem that made them leave; null when they just closed Link.',
  })
  error: PlaidError | null;

  @Field(() => String, { nullable: true, description: 'The institution they had chosen; null when none yet.' })
  institutionId: string | null;

  @Field(() => String, { nullable: true, description: 'Its name for people; null when none was chosen yet.' })
  institutionName: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The pane they were at, such as `requires_credentials`; null when not told.',
  })
  status: string | null;

  @Field(() => String, { nullable: true, description: "Plaid's link_session_id of the attempt; null when not told." })
  linkSessionId: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Plaid's id of the last request in Link, to quote to Plaid's support; null when not told.",
  })
  requestId: string | null;
}

@ObjectType('LinkedAccount', {
  simpleResolvers: true,
  description:
    'An account that the person chose in Link. Once the Item is stored, read it as an Account by the same id.',
})
export class LinkedAccountType implements LinkedAccount {
  @Field(() => ID, { description: "Plaid's account_id." })
  id: string;

  @Field(() => String, { description: 'What the person or the institution calls it.' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'The last characters of its number, to recognise it by; null when not told.',
  })
  mask: string | null;

  @Field(() => AccountTypeEnum, { description: 'The broad kind of account.' })
  type: AccountType;

  @Field(() => String, { nullable: true, description: 'The finer kind, such as `checking`; null when not told.' })
  subtype: string | null;

  @Field(() => String, { nullable: true, description: 'How far its verification has come; null when it needs none.' })
  verificationStatus: string | null;
}

@ObjectType('LinkItemAddResult', {
  simpleResolvers: true,
  description:
    'One institution that was linked in an attempt. Its public token is kept by the gateway and never shown.',
})
export class LinkItemAddResultType {
  @Field(() => String, { nullable: true, description: 'The institution linked; null for Same-Day micro-deposits.' })
  institutionId: string | null;

  @Field(() => String, { nullable: true, description: 'Its name for people; null when `institutionId` is.' })
  institutionName: string | null;

  @Field(() => [LinkedAccountType], { description: 'The accounts that the person chose.' })
  accounts: LinkedAccount[];
}

@ObjectType('LinkAttempt', {
  simpleResolvers: true,
  description:
    'One run of Link with the token, from opening to closing. A token can be opened several times until it succeeds or expires.',
})
export class LinkAttemptType {
  @Field(() => ID, { description: "Plaid's link_session_id: what Plaid's Dashboard and support call this attempt." })
  id: string;

  @Field(() => DateTime, { nullable: true, description: 'When the person opened Link; null when not told.' })
  startedAt: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When they finished or left; null while they are still in Link.',
  })
  finishedAt: Date | null;

  @Field(() => [LinkEventType], {
    description: 'The steps they took, oldest first. Empty until Plaid has been told of any.',
  })
  events: LinkEvent[];

  @Field(() => LinkExitType, {
    nullable: true,
    description: 'How they left; null when they finished, or are still in Link.',
  })
  exit: LinkExit | null;

  @Field(() => [LinkItemAddResultType], {
    description:
      'What was linked; more than one entry only with `enableMultiItemLink`. Empty in update mode and when they left.',
  })
  results: LinkResultOfSession[];
}
