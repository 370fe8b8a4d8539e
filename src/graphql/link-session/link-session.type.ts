import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { AccountType } from '../../model/account.js';
import type { OwnedItem } from '../../model/item.js';
import {
  LINK_SESSION_STATUSES,
  type LinkedAccount,
  type LinkEvent,
  type LinkExit,
  type LinkItemAddResult,
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

export const LinkSessionStatusEnum = toEnum(LINK_SESSION_STATUSES);

registerEnumType(LinkSessionStatusEnum, {
  name: 'LinkSessionStatus',
  description:
    'The progress of a Link session. It only moves forward. A session becomes EXPIRED when `expiration` has passed.',
  valuesConfig: {
    CREATED: {
      description: 'The link token was created. The end user has not opened Link yet, as far as Plaid has reported.',
    },
    STARTED: { description: 'The end user opened Link and has not finished.' },
    SUCCEEDED: {
      description: 'The end user finished. New Items are in `items`; a repaired Item is in `updateItem`.',
    },
    EXITED: {
      description:
        'The end user left Link without finishing. They can open it again with the same token until `expiration`.',
    },
    EXPIRED: { description: 'The link token has expired. Create a new session.' },
  },
});

@ObjectType('LinkEvent', {
  simpleResolvers: true,
  description: 'One step of an end user in Link, for analytics and support.',
})
export class LinkEventType implements LinkEvent {
  @Field(() => ID, { description: "Plaid's id of the event. If Plaid sends the same event twice, it has the same id." })
  eventId: string;

  @Field(() => String, {
    description: 'What happened, such as `OPEN`, `SELECT_INSTITUTION` or `HANDOFF`. Plaid may add names.',
  })
  eventName: string;

  @Field(() => DateTime, { description: 'When the event happened, in UTC.' })
  timestamp: Date;

  @Field(() => JsonObject, {
    description: "Details of the event in Plaid's snake_case, such as `institution_name` or `error_code`.",
  })
  eventMetadata: Record<string, unknown>;
}

@ObjectType('LinkExit', {
  simpleResolvers: true,
  description: 'How and where an end user left Link without finishing.',
})
export class LinkExitType implements LinkExit {
  @Field(() => PlaidErrorType, {
    nullable: true,
    description: 'The problem that made the end user leave. Null if they just closed Link.',
  })
  error: PlaidError | null;

  @Field(() => String, {
    nullable: true,
    description: "Plaid's id of the institution that the end user had chosen. Null if they had chosen none.",
  })
  institutionId: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name of that institution, for display. Null if the end user had chosen none.',
  })
  institutionName: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The screen that the end user left from, such as `requires_credentials`. Null if Plaid does not report it.',
  })
  status: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Plaid's link_session_id of the attempt. Null if Plaid does not report it.",
  })
  linkSessionId: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Plaid's id of the last request in Link, for use with Plaid's support. Null if Plaid does not report it.",
  })
  requestId: string | null;
}

@ObjectType('LinkedAccount', {
  simpleResolvers: true,
  description:
    'An account that the end user chose in Link. Once the Item is stored, you can read the account by the same id.',
})
export class LinkedAccountType implements LinkedAccount {
  @Field(() => ID, { description: "Plaid's account_id." })
  id: string;

  @Field(() => String, { description: 'The name of the account, chosen by the end user or by the institution.' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'The last characters of the account number, for display. Null if the institution does not report it.',
  })
  mask: string | null;

  @Field(() => AccountTypeEnum, { description: 'The general type of the account.' })
  type: AccountType;

  @Field(() => String, {
    nullable: true,
    description: 'The specific type, such as `checking`. Null if the institution does not report it.',
  })
  subtype: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'How far verification of the account has progressed. Null if it needs none.',
  })
  verificationStatus: string | null;
}

@ObjectType('LinkItemAddResult', {
  simpleResolvers: true,
  description:
    'One institution that was linked in an attempt. The gateway stores its public token and never returns it.',
})
export class LinkItemAddResultType {
  @Field(() => String, {
    nullable: true,
    description: "Plaid's id of the linked institution. Null for Same-Day Micro-deposits.",
  })
  institutionId: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name of the institution, for display. Null if `institutionId` is null.',
  })
  institutionName: string | null;

  @Field(() => [LinkedAccountType], { description: 'The accounts that the end user chose.' })
  accounts: LinkedAccount[];
}

/** A result with its session: the parent value of the resolvers of LinkItemAddResult. */
export interface LinkResultOfSession extends LinkItemAddResult {
  readonly session: OwnedLinkSession;
}

@ObjectType('LinkAttempt', {
  simpleResolvers: true,
  description:
    'One run of Link with a link token, from opening to closing. A token can be opened several times until it succeeds or expires.',
})
export class LinkAttemptType {
  @Field(() => ID, {
    description: "Plaid's link_session_id. Use it to identify the attempt in Plaid's Dashboard and to Plaid's support.",
  })
  id: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the end user opened Link, in UTC. Null if Plaid does not report it.',
  })
  startedAt: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the end user finished or left Link, in UTC. Null while they are still in Link.',
  })
  finishedAt: Date | null;

  @Field(() => [LinkEventType], {
    description: "The end user's steps, oldest first. Empty until Plaid has recorded one.",
  })
  events: LinkEvent[];

  @Field(() => LinkExitType, {
    nullable: true,
    description: 'How the end user left Link. Null if they finished or are still in Link.',
  })
  exit: LinkExit | null;

  @Field(() => [LinkItemAddResultType], {
    description:
      'What the end user linked; more than one entry only with `enableMultiItemLink`. Empty in update mode, and if the end user left.',
  })
  results: LinkResultOfSession[];
}

@ObjectType('LinkSession', {
  implements: NodeType,
  simpleResolvers: true,
  description:
    "One use of Plaid Link, the UI in which an end user connects a financial institution. The gateway tracks it by webhook, so it knows the outcome even if the app was closed before Link's `onSuccess` callback. `metadata` and `attempts` are fetched from Plaid, which deletes them some hours after the session ends. All other fields come from the gateway's own records and make no Plaid call.",
})
export class LinkSessionType extends NodeType {
  @Field(() => ID, {
    description:
      "The gateway's own id of the session; starts with `ls_`. This is not the link token, so it is safe to log and store.",
  })
  override id: string;

  @Field(() => DateTime, { description: 'When the session was created, in UTC.' })
  createdAt: number;
}

@ObjectType('LinkSessionMetadata', {
  simpleResolvers: true,
  description: 'The configuration of a link token, as returned by Plaid.',
})
export class LinkSessionMetadataType implements Omit<LinkSessionMetadata, 'webhook'> {
  @Field(() => [String], {
    nullable: true,
    description: 'The `products` that were requested. Null if Plaid returns none, as in update mode.',
  })
  initialProducts: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'The countries whose institutions are offered, as ISO 3166-1 alpha-2 codes. Null if Plaid returns none.',
  })
  countryCodes: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'The language of Link, such as `en`. Null if Plaid returns none.',
  })
  language: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The URL that an institution's own login page (OAuth) returns to. Null if none was set.",
  })
  redirectUri: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name of your app, as shown in Link. Null if Plaid returns none.',
  })
  clientName: string | null;

  @Field(() => JsonObject, {
    nullable: true,
    description: "The accounts that may be chosen, by type, as Plaid's snake_case object. Null if all may be chosen.",
  })
  accountFilters: Record<string, unknown> | null;

  @Field(() => JsonObject, {
    nullable: true,
    description:
      "The institution that Link lists first, as Plaid's snake_case object with its routing number. Null if none.",
  })
  institutionData: Record<string, unknown> | null;
}

@ObjectType('LinkSessionEdge', {
  simpleResolvers: true,
  description: 'A Link session in a list, together with its cursor.',
})
export class LinkSessionEdgeType {
  @Field(() => String, {
    description: 'The position of this session in the list. Pass it as `after` to continue after this session. Opaque.',
  })
  cursor: string;

  @Field(() => LinkSessionType, { description: 'The Link session at this position.' })
  node: OwnedLinkSession;
}

@ObjectType('LinkSessionConnection', { simpleResolvers: true, description: 'A page of Link sessions, newest first.' })
export class LinkSessionConnectionType {
  @Field(() => [LinkSessionEdgeType], {
    description: 'The sessions on this page with their cursors. Empty if there are none.',
  })
  edges: LinkSessionEdgeType[];

  @Field(() => [LinkSessionType], {
    description: 'The sessions on this page, without cursors. Empty if there are none.',
  })
  nodes: OwnedLinkSession[];

  @Field(() => PageInfoType, { description: 'Whether there are older sessions, and the cursor to read them with.' })
  pageInfo: PageInfoType;
}

@ObjectType('CreateLinkSessionPayload', {
  simpleResolvers: true,
  description: 'The new Link session, ready to be opened.',
})
export class CreateLinkSessionPayload {
  @Field(() => LinkSessionType, {
    description: 'The new session. Open Link with its `linkToken`, or send its `hostedLinkUrl` to the end user.',
  })
  linkSession: OwnedLinkSession;
}

@ObjectType('CompleteLinkSessionPayload', {
  simpleResolvers: true,
  description: 'The state of a Link session and its Items.',
})
export class CompleteLinkSessionPayload {
  @Field(() => LinkSessionType, { description: 'The current state of the session.' })
  linkSession: OwnedLinkSession;

  @Field(() => [ItemType], {
    description:
      'All Items of the session, including those stored before. Empty if the end user has not finished, and in update mode.',
  })
  items: OwnedItem[];
}

@ObjectType('ExchangePublicTokenPayload', {
  simpleResolvers: true,
  description: 'The Item that was created from the public token.',
})
export class ExchangePublicTokenPayload {
  @Field(() => ItemType, { description: 'The new Item, owned by you. Its access token never leaves the gateway.' })
  item: OwnedItem;
}
