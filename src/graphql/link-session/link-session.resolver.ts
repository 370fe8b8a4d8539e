import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { asItemId, asLinkSessionId } from '../../model/ids.js';
import type { OwnedItem } from '../../model/item.js';
import type {
  LinkAttempt,
  LinkSessionMetadata,
  LinkSessionStatus,
  OwnedLinkSession,
} from '../../model/link-session.js';
import { accountsGet } from '../../plaid/endpoints/accounts-get.js';
import { itemGet } from '../../plaid/endpoints/item-get.js';
import { itemPublicTokenExchange } from '../../plaid/endpoints/item-writes.js';
import { linkTokenCreate } from '../../plaid/endpoints/link-token-create.js';
import { linkTokenGet } from '../../plaid/endpoints/link-token-get.js';
import { type Connection, connectionOf, DEFAULT_PAGE_SIZE, pageRequest } from '../connection/connection.js';
import type { GatewayContext } from '../context.js';
import { ItemType } from '../item/item.type.js';
import { Calls, Reads, ReadsStore } from '../reads.js';
import { DateTime, upstreamUrl, Url } from '../scalars.js';
import { CompleteLinkSessionInput, CreateLinkSessionInput, ExchangePublicTokenInput } from './link-session.input.js';
import {
  CompleteLinkSessionPayload,
  CreateLinkSessionPayload,
  ExchangePublicTokenPayload,
  LinkAttemptType,
  LinkItemAddResultType,
  LinkSessionConnectionType,
  LinkSessionMetadataType,
  LinkSessionStatusEnum,
  LinkSessionType,
  type LinkResultOfSession,
} from './link-session.type.js';
import { linkTokenRequest } from './link-token-request.js';

@Resolver()
export class LinkSessionQueries {
  @Authorized('items:read')
  @ReadsStore()
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
  @ReadsStore()
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

@Resolver()
export class LinkSessionMutations {
  @Calls(linkTokenCreate)
  @Mutation(() => CreateLinkSessionPayload, {
    description:
      'Creates a Link session, with which your app opens Plaid Link to link an institution or, with `updateItemId`, to repair an Item. Not idempotent: each call creates another session. Needs the scope `items:write`. Errors: BAD_USER_INPUT, LIMIT_EXCEEDED (too many messages sent by SMS or email), NOT_FOUND (`updateItemId`) and any UPSTREAM code.',
  })
  async createLinkSession(
    @Ctx() context: GatewayContext,
    @Arg('input', () => CreateLinkSessionInput, { description: 'The configuration of Link.' })
    input: CreateLinkSessionInput,
  ): Promise<CreateLinkSessionPayload> {
    const request = linkTokenRequest(input, context.settings);
    const updateItemId = input.updateItemId ? asItemId(input.updateItemId) : null;
    const linkSession = await context.actions.createLinkSession({ request, updateItemId });
    context.renewLoaders();
    return { linkSession };
  }

  @Calls(linkTokenGet, itemPublicTokenExchange)
  @Mutation(() => CompleteLinkSessionPayload, {
    description:
      'Fetches the outcome of a Link session from Plaid and stores every new Item. Call it when the end user returns to your app, whatever Link reported. Idempotent. Needs the scope `items:write`. Errors: NOT_FOUND and any UPSTREAM code.',
  })
  async completeLinkSession(
    @Ctx() context: GatewayContext,
    @Arg('input', () => CompleteLinkSessionInput, { description: 'The Link session to complete.' })
    input: CompleteLinkSessionInput,
  ): Promise<CompleteLinkSessionPayload> {
    const { session, items } = await context.actions.completeLinkSession(asLinkSessionId(input.linkSessionId));
    context.renewLoaders();
    return { linkSession: session, items };
  }

  @Calls(itemPublicTokenExchange)
  @Mutation(() => ExchangePublicTokenPayload, {
    description:
      "Exchanges the public token from Link's `onSuccess` callback and stores the Item. Call it when Link runs inside your app, because Plaid sends webhooks by default only for Hosted Link, Multi-Item Link and Layer. Idempotent: the same token returns the same Item, even after a lost connection. Needs the scope `items:write`. Errors: NOT_FOUND (`linkSessionId`), UPSTREAM_REJECTED (the token is unknown, older than 30 minutes, or was exchanged elsewhere) and any other UPSTREAM code.",
  })
  async exchangePublicToken(
    @Ctx() context: GatewayContext,
    @Arg('input', () => ExchangePublicTokenInput, { description: 'The public token and its Link session.' })
    input: ExchangePublicTokenInput,
  ): Promise<ExchangePublicTokenPayload> {
    const linkSessionId = input.linkSessionId ? asLinkSessionId(input.linkSessionId) : null;
    const item = await context.actions.exchangePublicToken({ publicToken: input.publicToken, linkSessionId });
    context.renewLoaders();
    return { item };
  }
}

/** The recorded status, or EXPIRED if the token expired before the end user finished or left. */
export function linkSessionStatus(session: OwnedLinkSession, nowMs: number): LinkSessionStatus {
  const isOpen = session.recordedStatus === 'CREATED' || session.recordedStatus === 'STARTED';
  return isOpen && session.expiresAt <= nowMs ? 'EXPIRED' : session.recordedStatus;
}

/** An attempt whose results have their session. */
export type LinkAttemptOfSession = Omit<LinkAttempt, 'results'> & { results: LinkResultOfSession[] };

export function attemptsOfSession(attempts: readonly LinkAttempt[], session: OwnedLinkSession): LinkAttemptOfSession[] {
  return attempts.map((attempt) => ({
    ...attempt,
    results: attempt.results.map((result) => ({ ...result, session })),
  }));
}

/** The fields of LinkSession that are derived, decrypted, or fetched from Plaid. */
@Resolver(() => LinkSessionType)
export class LinkSessionResolver {
  @ReadsStore()
  @FieldResolver(() => String, {
    description:
      "The token with which your app opens Link (`token` in Plaid's Link SDKs). Send it only to the end user's own device. It cannot be used after `expiration`.",
  })
  linkToken(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): string {
    return context.loaders.linkSessionSecrets(session).linkToken;
  }

  @ReadsStore()
  @FieldResolver(() => Url, {
    nullable: true,
    description:
      'The URL of a page hosted by Plaid that runs Link. Open it in a browser or send it to the end user. Null unless the session was created with `hostedLink`.',
  })
  hostedLinkUrl(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): string | null {
    return upstreamUrl(context.loaders.linkSessionSecrets(session).hostedLinkUrl);
  }

  @ReadsStore()
  @FieldResolver(() => LinkSessionStatusEnum, {
    description:
      "The progress of the session, as reported by Plaid's webhooks and by `completeLinkSession`. To be notified of changes, subscribe to `linkSessionUpdated`.",
  })
  status(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): LinkSessionStatus {
    return linkSessionStatus(session, context.now());
  }

  @ReadsStore()
  @FieldResolver(() => DateTime, {
    description:
      'When the link token expires, in UTC: 4 hours after it was created, or 30 minutes in update mode. For Hosted Link, see `urlLifetimeSeconds`.',
  })
  expiration(@Root() session: OwnedLinkSession): number {
    return session.expiresAt;
  }

  @ReadsStore()
  @FieldResolver(() => ItemType, {
    nullable: true,
    description:
      'The Item that this session repairs or changes. Null if the session links a new Item, or if the Item has since been removed.',
  })
  async updateItem(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): Promise<OwnedItem | null> {
    return session.updateItemId && context.loaders.itemById(session.updateItemId);
  }

  @Reads(linkTokenGet)
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

  @Reads(linkTokenGet)
  @FieldResolver(() => [LinkAttemptType], {
    nullable: true,
    description:
      'Each run of Link with this token, oldest first. Fetched from Plaid on each request, never cached. Complete for Hosted Link; for other sessions, as far as Plaid records them. Null if Plaid no longer has the token. Null with an error if Plaid cannot be reached.',
  })
  async attempts(
    @Root() session: OwnedLinkSession,
    @Ctx() context: GatewayContext,
  ): Promise<LinkAttemptOfSession[] | null> {
    const plaidSession = await context.loaders.plaidLinkSession(session);
    return plaidSession && attemptsOfSession(plaidSession.attempts, session);
  }

  @ReadsStore()
  @FieldResolver(() => [ItemType], {
    description:
      'The Items that were stored from this session, oldest first. Empty until a public token has been exchanged, and in update mode.',
  })
  items(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): Promise<OwnedItem[]> {
    return context.loaders.itemsOfLinkSession(session);
  }
}

/** An invalid URL from Plaid makes only this field null. */
@Resolver(() => LinkSessionMetadataType)
export class LinkSessionMetadataResolver {
  @ReadsStore()
  @FieldResolver(() => Url, {
    nullable: true,
    description:
      'The URL to which Plaid sends webhooks about the session, normally that of this gateway. Null if none is set.',
  })
  webhook(@Root() metadata: LinkSessionMetadata): string | null {
    return upstreamUrl(metadata.webhook);
  }
}

@Resolver(() => LinkItemAddResultType)
export class LinkItemAddResultResolver {
  @ReadsStore()
  @FieldResolver(() => ItemType, {
    nullable: true,
    description:
      'The Item that was created from this result. Null until its public token has been exchanged, and after the Item has been removed.',
  })
  item(@Root() result: LinkResultOfSession, @Ctx() context: GatewayContext): Promise<OwnedItem | null> {
    return context.loaders.itemOfPublicToken(result.publicTokenFingerprint);
  }
}

/** The search for a duplicate calls Plaid, so it runs only if the field is selected. */
@Resolver(() => ExchangePublicTokenPayload)
export class ExchangePayloadResolver {
  @Reads(itemGet, accountsGet)
  @FieldResolver(() => ItemType, {
    nullable: true,
    description:
      'An older Item of yours at the same institution with at least one account in common. The end user has probably linked the same accounts twice, and you may want to remove one Item. Null if there is none. The new Item is stored in either case. Selecting it checks the new Item and up to 20 older ones, mostly from cache. Errors: any UPSTREAM code.',
  })
  duplicateOf(@Root() payload: ExchangePublicTokenPayload, @Ctx() context: GatewayContext): Promise<OwnedItem | null> {
    return context.loaders.duplicateOf(payload.item);
  }
}
