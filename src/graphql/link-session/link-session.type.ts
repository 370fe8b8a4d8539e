import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { AccountType } from '../../model/account.js';
import type { OwnedItem } from '../../model/item.js';
import {
  LINK_SESSION_STATUSES,
  type LinkedAccount,
  type LinkEvent,
  type LinkExit,
  type LinkSessionMetadata,
  type OwnedLinkSession,
} from '../../model/link-session.js';
import type { PlaidError } from '../../model/plaid-error.js';
import { AccountTypeEnum } from '../account/account.type.js';
import { PageInfoType } from '../connection/connection.js';
import { ItemType } from '../item/item.type.js';
import { NodeType } from '../node/node.type.js';
import { PlaidErrorType } from '../plaid-error/plaid-error.type.js';
import { DateTime, JsonObject } from '../scalars.js';
import { toEnum } from '../to-enum.js';
import type { LinkResultOfSession } from './link-session.resolver.js';

/** GraphQL enum LinkSessionStatus. */
export const LinkSessionStatusEnum = toEnum(LINK_SESSION_STATUSES);

registerEnumType(LinkSessionStatusEnum, {
  name: 'LinkSessionStatus',
  description: 'How far a Link session has come. It only ever moves forward; EXPIRED is reached by time alone.',
  valuesConfig: {
    CREATED: { description: 'The link token was made; the person has not opened Link yet, as far as Plaid has told.' },
    STARTED: { description: 'The person opened Link and has not finished.' },
    SUCCEEDED: {
      description: 'The person finished: the new Items are in `items`, or the repaired one in `updateItem`.',
    },
    EXITED: {
      description:
        'The person left Link without finishing. They may open it again with the same token until `expiration`.',
    },
    EXPIRED: { description: 'The token is too old to open Link with. Make a new session.' },
  },
});

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

@ObjectType('LinkSession', {
  implements: NodeType,
  simpleResolvers: true,
  description:
    "One link token, its life and what came of it. The gateway follows it by webhook, so the outcome is known here even when the app was closed before Link's onSuccess could fire. `metadata` and `attempts` ask Plaid, which forgets them some hours after the session ended; all other fields are the gateway's own records and cost nothing.",
})
export class LinkSessionType extends NodeType {
  @Field(() => ID, {
    description: "The gateway's own id of the session; starts with `ls_`. Not the link token: safe to log and to keep.",
  })
  override id: string;

  @Field(() => DateTime, { description: 'When the session was made.' })
  createdAt: number;
}

@ObjectType('LinkSessionMetadata', {
  simpleResolvers: true,
  description: 'What the link token was made with, as Plaid repeats it.',
})
export class LinkSessionMetadataType implements Omit<LinkSessionMetadata, 'webhook'> {
  @Field(() => [String], {
    nullable: true,
    description: 'The `products` asked for; null when Plaid repeats none, as in update mode.',
  })
  initialProducts: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Countries whose institutions are offered, as ISO 3166-1 alpha-2 codes; null when Plaid repeats none.',
  })
  countryCodes: string[] | null;

  @Field(() => String, { nullable: true, description: 'Language of Link, such as `en`; null when Plaid repeats none.' })
  language: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Where an institution's own sign-in page returns to; null when none was given.",
  })
  redirectUri: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name of your app as Link shows it; null when Plaid repeats none.',
  })
  clientName: string | null;

  @Field(() => JsonObject, { nullable: true, description: 'Which accounts may be chosen, by type; null when all may.' })
  accountFilters: Record<string, unknown> | null;

  @Field(() => JsonObject, {
    nullable: true,
    description: 'The institution that Link puts first, by routing number; null when none.',
  })
  institutionData: Record<string, unknown> | null;
}

@ObjectType('LinkSessionEdge', {
  simpleResolvers: true,
  description: 'One Link session in a list, with its place there.',
})
export class LinkSessionEdgeType {
  @Field(() => String, {
    description: 'The place of this session: hand it back as `after` to continue behind it. Opaque.',
  })
  cursor: string;

  @Field(() => LinkSessionType, { description: 'The session at this place.' })
  node: OwnedLinkSession;
}

@ObjectType('LinkSessionConnection', { simpleResolvers: true, description: 'A page of Link sessions, newest first.' })
export class LinkSessionConnectionType {
  @Field(() => [LinkSessionEdgeType], {
    description: 'The sessions of this page with their cursors. Empty when there are none.',
  })
  edges: LinkSessionEdgeType[];

  @Field(() => [LinkSessionType], { description: 'The same sessions without cursors, for when you need no paging.' })
  nodes: OwnedLinkSession[];

  @Field(() => PageInfoType, { description: 'Whether older sessions follow, and the cursor to read them with.' })
  pageInfo: PageInfoType;
}

@ObjectType('CreateLinkSessionPayload', { simpleResolvers: true, description: 'The session that was made.' })
export class CreateLinkSessionPayload {
  @Field(() => LinkSessionType, {
    description: 'The new session. Open Link with its `linkToken`, or send the person to its `hostedLinkUrl`.',
  })
  linkSession: OwnedLinkSession;
}

@ObjectType('CompleteLinkSessionPayload', { simpleResolvers: true, description: 'What a session has come to.' })
export class CompleteLinkSessionPayload {
  @Field(() => LinkSessionType, { description: 'The session as it is now.' })
  linkSession: OwnedLinkSession;

  @Field(() => [ItemType], {
    description:
      'Every Item of the session, stored now or before. Empty when the person has not finished, and in update mode.',
  })
  items: OwnedItem[];
}

@ObjectType('ExchangePublicTokenPayload', {
  simpleResolvers: true,
  description: 'The Item that a public token became.',
})
export class ExchangePublicTokenPayload {
  @Field(() => ItemType, { description: 'The Item, stored for you. Its access token stays in the gateway.' })
  item: OwnedItem;
}
