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
import { accountsGet } from '../../plaid/endpoints/accounts-get.js';
import { itemGet } from '../../plaid/endpoints/item-get.js';
import { linkTokenGet } from '../../plaid/endpoints/link-token-get.js';
import { type Connection, connectionOf, DEFAULT_PAGE_SIZE, pageRequest } from '../connection/connection.js';
import type { GatewayContext } from '../context.js';
import { ItemType } from '../item/item.type.js';
import { Reads, ReadsStore } from '../reads.js';
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
  @ReadsStore()
  @FieldResolver(() => String, {
    description:
      "What the app opens Link with (the `token` of the Link SDKs). Meant for the person's own device alone; of no use after `expiration`.",
  })
  linkToken(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): string {
    return context.loaders.linkSessionSecrets(session).linkToken;
  }

  @ReadsStore()
  @FieldResolver(() => Url, {
    nullable: true,
    description:
      'A page of Plaid that runs Link by itself, to be opened in a browser or sent to the person. Null unless the session was made with `hostedLink`.',
  })
  hostedLinkUrl(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): string | null {
    return upstreamUrl(context.loaders.linkSessionSecrets(session).hostedLinkUrl);
  }

  @ReadsStore()
  @FieldResolver(() => LinkSessionStatusEnum, {
    description:
      'How far the session has come, as the webhooks and `completeLinkSession` told. To be told of changes subscribe to `linkSessionUpdated`.',
  })
  status(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): LinkSessionStatus {
    return linkSessionStatus(session, context.now());
  }

  @ReadsStore()
  @FieldResolver(() => DateTime, {
    description:
      'When the link token stops working: 4 hours after it was made, 30 minutes in update mode, for Hosted Link as `urlLifetimeSeconds` says.',
  })
  expiration(@Root() session: OwnedLinkSession): number {
    return session.expiresAt;
  }

  @ReadsStore()
  @FieldResolver(() => ItemType, {
    nullable: true,
    description:
      'The Item that this session repairs or changes. Null when the session links something new, and when the Item was removed since.',
  })
  async updateItem(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): Promise<OwnedItem | null> {
    return session.updateItemId && context.loaders.itemById(session.updateItemId);
  }

  @Reads(linkTokenGet)
  @FieldResolver(() => LinkSessionMetadataType, {
    nullable: true,
    description:
      'What the link token was made with, asked from Plaid. Null once Plaid has forgotten the token; null with an error when Plaid cannot answer.',
  })
  async metadata(
    @Root() session: OwnedLinkSession,
    @Ctx() context: GatewayContext,
  ): Promise<LinkSessionMetadata | null> {
    return (await context.loaders.plaidLinkSession(session))?.metadata ?? null;
  }

  @Reads(linkTokenGet)
  @FieldResolver(() => [LinkAttemptType], {
    nullable: true,
    description:
      'Each run of Link with this token, oldest first, asked from Plaid. Complete for Hosted Link; for other sessions as far as Plaid keeps them. Null once Plaid has forgotten the token; null with an error when Plaid cannot answer.',
  })
  async attempts(
    @Root() session: OwnedLinkSession,
    @Ctx() context: GatewayContext,
  ): Promise<LinkAttemptOfSession[] | null> {
    const answer = await context.loaders.plaidLinkSession(session);
    return answer && attemptsOfSession(answer.attempts, session);
  }

  @ReadsStore()
  @FieldResolver(() => [ItemType], {
    description:
      'The Items that were stored through this session, oldest first. Empty until a public token was exchanged, and in update mode.',
  })
  items(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): Promise<OwnedItem[]> {
    return context.loaders.itemsOfLinkSession(session);
  }
}

/** An address that Plaid repeats: one that is none must not empty the rest. */
@Resolver(() => LinkSessionMetadataType)
export class LinkSessionMetadataResolver {
  @ReadsStore()
  @FieldResolver(() => Url, {
    nullable: true,
    description: "Where webhooks of the session go: normally this gateway's receiver. Null when nowhere.",
  })
  webhook(@Root() metadata: LinkSessionMetadata): string | null {
    return upstreamUrl(metadata.webhook);
  }
}

/** The way from a result of Link to the Item it became. */
@Resolver(() => LinkItemAddResultType)
export class LinkItemAddResultResolver {
  @ReadsStore()
  @FieldResolver(() => ItemType, {
    nullable: true,
    description:
      'The Item, once the public token of this result was exchanged. Null before, and after the Item was removed.',
  })
  item(@Root() result: LinkResultOfSession, @Ctx() context: GatewayContext): Promise<OwnedItem | null> {
    return context.loaders.itemOfPublicToken(result.publicTokenFingerprint);
  }
}

/** What is found out about a new Item only when it is asked for. */
@Resolver(() => ExchangePublicTokenPayload)
export class ExchangePayloadResolver {
  @Reads(itemGet, accountsGet)
  @FieldResolver(() => ItemType, {
    nullable: true,
    description:
      'An older Item of yours with the same institution and at least one account in common: the person has linked the same thing twice, and you may want to remove one. Null when there is none. The new Item is stored all the same. Asks Plaid about the new Item and up to 20 older ones, mostly from cache. Errors: the UPSTREAM codes.',
  })
  duplicateOf(@Root() payload: ExchangePublicTokenPayload, @Ctx() context: GatewayContext): Promise<OwnedItem | null> {
    return context.loaders.duplicateOf(payload.item);
  }
}

/** The ways to ask for Link sessions. */
@Resolver()
export class LinkSessionQueries {
  @Authorized('items:read')
  @ReadsStore()
  @Query(() => LinkSessionType, {
    nullable: true,
    description:
      "One Link session by its id. Null when there is none of that id, and when it is somebody else's. Needs the scope `items:read`.",
  })
  linkSession(
    @Ctx() context: GatewayContext,
    @Arg('id', () => ID, { description: 'The `id` that `createLinkSession` answered; not the link token.' }) id: string,
  ): Promise<OwnedLinkSession | null> {
    return context.loaders.linkSessionById(asLinkSessionId(id));
  }

  @Authorized('items:read')
  @ReadsStore()
  @Query(() => LinkSessionConnectionType, {
    description:
      'Your Link sessions, newest first, a page at a time. Listing costs no Plaid call. Needs the scope `items:read`.',
  })
  async linkSessions(
    @Ctx() context: GatewayContext,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_PAGE_SIZE,
      description:
        "How many sessions to answer at most: 1 up to the operator's page limit (100 unless configured otherwise), else BAD_USER_INPUT.",
    })
    first: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description:
        'Continue behind this cursor. Null: from the newest. A text that is no cursor of this list answers BAD_USER_INPUT.',
    })
    after: string | null,
  ): Promise<Connection<OwnedLinkSession>> {
    const request = pageRequest(context, 'linkSessions', { first, after });
    return connectionOf(context, 'linkSessions', request, await context.loaders.linkSessionPage(request));
  }
}
