import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { OwnedItem } from '../../model/item.js';
import type { LinkSessionMetadata, LinkSessionStatus, OwnedLinkSession } from '../../model/link-session.js';
import type { GatewayContext } from '../context.js';
import { ItemType } from '../item/item.type.js';
import { DateTime, Url } from '../scalars.js';
import { upstreamUrl } from '../upstream-url.js';
import { LinkAttemptType, LinkItemAddResultType } from './link-attempt.type.js';
import { attemptsOfSession, type LinkAttemptOfSession, type LinkResultOfSession } from './link-attempts.js';
import { linkSessionStatus } from './link-session-status.js';
import { LinkSessionStatusEnum } from './link-session.enums.js';
import { LinkSessionMetadataType, LinkSessionType } from './link-session.type.js';

/** The fields of LinkSession that are derived, sealed, or asked from Plaid. */
@Resolver(() => LinkSessionType)
export class LinkSessionResolver {
  @FieldResolver(() => String, {
    description:
      "What the app opens Link with (the `token` of the Link SDKs). Meant for the person's own device alone; of no use after `expiration`.",
  })
  linkToken(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): string {
    return context.loaders.linkSessionSecrets(session).linkToken;
  }

  @FieldResolver(() => Url, {
    nullable: true,
    description:
      'A page of Plaid that runs Link by itself, to be opened in a browser or sent to the person. Null unless the session was made with `hostedLink`.',
  })
  hostedLinkUrl(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): string | null {
    return upstreamUrl(context.loaders.linkSessionSecrets(session).hostedLinkUrl);
  }

  @FieldResolver(() => LinkSessionStatusEnum, {
    description:
      'How far the session has come, as the webhooks and `completeLinkSession` told. To be told of changes subscribe to `linkSessionUpdated`.',
  })
  status(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): LinkSessionStatus {
    return linkSessionStatus(session, context.now());
  }

  @FieldResolver(() => DateTime, {
    description:
      'When the link token stops working: 4 hours after it was made, 30 minutes in update mode, for Hosted Link as `urlLifetimeSeconds` says.',
  })
  expiration(@Root() session: OwnedLinkSession): number {
    return session.expiresAt;
  }

  @FieldResolver(() => ItemType, {
    nullable: true,
    description:
      'The Item that this session repairs or changes. Null when the session links something new, and when the Item was removed since.',
  })
  async updateItem(@Root() session: OwnedLinkSession, @Ctx() context: GatewayContext): Promise<OwnedItem | null> {
    return session.updateItemId && context.loaders.itemById(session.updateItemId);
  }

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
  @FieldResolver(() => ItemType, {
    nullable: true,
    description:
      'The Item, once the public token of this result was exchanged. Null before, and after the Item was removed.',
  })
  item(@Root() result: LinkResultOfSession, @Ctx() context: GatewayContext): Promise<OwnedItem | null> {
    return context.loaders.itemOfPublicToken(result.publicTokenFingerprint);
  }
}
