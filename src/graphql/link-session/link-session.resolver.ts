import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { asLinkSessionId } from '../../model/ids.js';
import type { OwnedItem } from '../../model/item.js';
import type {
  LinkAttempt,
  LinkItemAddResult,
  LinkSessionMetadata,
  LinkSessionStatus,
  OwnedLinkSession,
} from '../../model/link-session.js';
import { type Connection, connectionOf, DEFAULT_PAGE_SIZE, pageRequest } from '../connection/connection.js';
import type { GatewayContext } from '../context.js';
import { ItemType } from '../item/item.type.js';
import { DateTime, upstreamUrl, Url } from '../scalars.js';
import {
  ExchangePublicTokenPayload,
  LinkAttemptType,
  LinkItemAddResultType,
  LinkSessionConnectionType,
  LinkSessionMetadataType,
  LinkSessionStatusEnum,
  LinkSessionType,
} from './link-session.type.js';

/** The recorded status, or EXPIRED once the token is too old to begin or to finish with. */
export function linkSessionStatus(session: OwnedLinkSession, nowMs: number): LinkSessionStatus {
  const isOpen = session.recordedStatus === 'CREATED' || session.recordedStatus === 'STARTED';
  return isOpen && session.expiresAt <= nowMs ? 'EXPIRED' : session.recordedStatus;
}

/** A result together with the session it came from: what the resolvers of LinkItemAddResult work on. */
export interface LinkResultOfSession extends LinkItemAddResult {
  readonly session: OwnedLinkSession;
}

/** An attempt whose results know their session. */
export type LinkAttemptOfSession = Omit<LinkAttempt, 'results'> & { results: LinkResultOfSession[] };

/** Puts the attempts of a session together with it. */
export function attemptsOfSession(attempts: readonly LinkAttempt[], session: OwnedLinkSession): LinkAttemptOfSession[] {
  return attempts.map((attempt) => ({
    ...attempt,
    results: attempt.results.map((result) => ({ ...result, session })),
  }));
}

/** The fields of LinkSession that are derived, sealed, or asked from Plaid. */
@Resolver(() => LinkSessionType)
export class LinkSessionResolver {
  @FieldResolver(() => String, {
    description:
      "The token with which your app opens Link (`token` in Plaid's Link SDKs). Send it only to the end user's own device. It cannot be used after `expiration`.",
  })
  linkToken(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): string {
    return context.loaders.linkSessionSecrets(session).linkToken;
  }

  @FieldResolver(() => Url, {
    nullable: true,
    description:
      'The URL of a page hosted by Plaid that runs Link. Open it in a browser or send it to the end user. Null unless the session was created with `hostedLink`.',
  })
  hostedLinkUrl(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): string | null {
    return upstreamUrl(context.loaders.linkSessionSecrets(session).hostedLinkUrl);
  }

  @FieldResolver(() => LinkSessionStatusEnum, {
    description:
      "The progress of the session, as reported by Plaid's webhooks and by `completeLinkSession`. To be notified of changes, subscribe to `linkSessionUpdated`.",
  })
  status(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): LinkSessionStatus {
    return linkSessionStatus(session, context.now());
  }

  @FieldResolver(() => DateTime, {
    description:
      'When the link token expires, in UTC: 4 hours after it was created, or 30 minutes in update mode. For Hosted Link, see `urlLifetimeSeconds`.',
  })
  expiration(@Root() session: OwnedLinkSession): number {
    return session.expiresAt;
  }

  @FieldResolver(() => ItemType, {
    nullable: true,
    description:
      'The Item that this session repairs or changes. Null if the session links a new Item, or if the Item was removed since.',
  })
  async updateItem(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): Promise<OwnedItem | null> {
    return session.updateItemId && context.loaders.itemById(session.updateItemId);
  }

  @FieldResolver(() => LinkSessionMetadataType, {
    nullable: true,
    description:
      'The configuration of the link token. Fetched from Plaid on each request, never cached. Null if Plaid no longer has the token. Null with an error if Plaid cannot be reached.',
  })
  async metadata(
    @Root() session: OwnedLinkSession,
    @Ctx() context: GatewayContext,
  ): Promise<LinkSessionMetadata | null> {
    return (await context.loaders.plaidLinkSession(session))?.metadata ?? null;
  }

  @FieldResolver(() => [LinkAttemptType], {
    nullable: true,
    description:
      'Each run of Link with this token, oldest first. Fetched from Plaid on each request, never cached. Complete for Hosted Link; for other sessions, as far as Plaid records them. Null if Plaid no longer has the token. Null with an error if Plaid cannot be reached.',
  })
  async attempts(
    @Root() session: OwnedLinkSession,
    @Ctx() context: GatewayContext,
  ): Promise<LinkAttemptOfSession[] | null> {
    const answer = await context.loaders.plaidLinkSession(session);
    return answer && attemptsOfSession(answer.attempts, session);
  }

  @FieldResolver(() => [ItemType], {
    description:
      'The Items that were stored from this session, oldest first. Empty until a public token was exchanged, and in update mode.',
  })
  items(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): Promise<OwnedItem[]> {
    return context.loaders.itemsOfLinkSession(session);
  }
}

/** An address that Plaid repeats: one that is none must not empty the rest. */
@Resolver(() => LinkSessionMetadataType)
export class LinkSessionMetadataResolver {
  @FieldResolver(() => Url, {
    nullable: true,
    description:
      'The URL to which Plaid sends webhooks about the session, normally that of this gateway. Null if none is set.',
  })
  webhook(@Root() metadata: LinkSessionMetadata): string | null {
    return upstreamUrl(metadata.webhook);
  }
}

/** The way from a result of Link to the Item it became. */
@Resolver(() => LinkItemAddResultType)
export class LinkItemAddResultResolver {
  @FieldResolver(() => ItemType, {
    nullable: true,
    description:
      'The Item that was created from this result. Null until its public token was exchanged, and after the Item was removed.',
  })
  item(@Root() result: LinkResultOfSession, @Ctx() context: GatewayContext): Promise<OwnedItem | null> {
    return context.loaders.itemOfPublicToken(result.publicTokenFingerprint);
  }
}

/** What is found out about a new Item only when it is asked for. */
@Resolver(() => ExchangePublicTokenPayload)
export class ExchangePayloadResolver {
  @FieldResolver(() => ItemType, {
    nullable: true,
    description:
      'An older Item of yours at the same institution with at least one account in common. The end user has probably linked the same accounts twice, and you may want to remove one Item. Null if there is none. The new Item is stored in either case. Selecting it checks the new Item and up to 20 older ones, mostly from cache. Errors: any UPSTREAM code.',
  })
  duplicateOf(@Root() payload: ExchangePublicTokenPayload, @Ctx() context: GatewayContext): Promise<OwnedItem | null> {
    return context.loaders.duplicateOf(payload.item);
  }
}

/** The ways to ask for Link sessions. */
@Resolver()
export class LinkSessionQueries {
  @Authorized('items:read')
  @Query(() => LinkSessionType, {
    nullable: true,
    description:
      'One Link session, by its id. Null if the session does not exist or belongs to another user. Needs the scope `items:read`.',
  })
  linkSession(
    @Ctx() context: GatewayContext,
    @Arg('id', () => ID, { description: 'The `id` that `createLinkSession` returned. This is not the link token.' })
    id: string,
  ): Promise<OwnedLinkSession | null> {
    return context.loaders.linkSessionById(asLinkSessionId(id));
  }

  @Authorized('items:read')
  @Query(() => LinkSessionConnectionType, {
    description: 'Your Link sessions, newest first. Listing them makes no Plaid call. Needs the scope `items:read`.',
  })
  async linkSessions(
    @Ctx() context: GatewayContext,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_PAGE_SIZE,
      description:
        "The maximum number of sessions to return, from 1 to the operator's page limit (100 by default), otherwise BAD_USER_INPUT.",
    })
    first: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description:
        'Returns the sessions after this cursor. If null, starts with the newest. A string that is not a cursor of this list returns BAD_USER_INPUT.',
    })
    after: string | null,
  ): Promise<Connection<OwnedLinkSession>> {
    const request = pageRequest(context, 'linkSessions', { first, after });
    return connectionOf(context, 'linkSessions', request, await context.loaders.linkSessionPage(request));
  }
}
