import { Field, ID, ObjectType } from 'type-graphql';
import type { LinkSessionMetadata, OwnedLinkSession } from '../../model/link-session.js';
import { PageInfoType } from '../connection/page-info.type.js';
import { NodeType } from '../node/node.type.js';
import { DateTime, JsonObject } from '../scalars.js';

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
