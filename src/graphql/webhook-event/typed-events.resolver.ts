import { Arg, Ctx, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import type { OwnedItem } from '../../model/item.js';
import type { LinkEvent, OwnedLinkSession } from '../../model/link-session.js';
import type { PlaidError } from '../../model/plaid-error.js';
import type { UpdatedAuthAccount } from '../../model/webhook-details.js';
import type { RecordedEvent } from '../../model/webhook-event.js';
import { type Connection, DEFAULT_PAGE_SIZE } from '../connection/connection.js';
import type { GatewayContext } from '../context.js';
import { ItemType } from '../item/item.type.js';
import { LinkEventType, LinkSessionType } from '../link-session/link-session.type.js';
import { PlaidErrorType } from '../plaid-error/plaid-error.type.js';
import { ReadsStore } from '../reads.js';
import { DateTime } from '../scalars.js';
import { EventOfAccountType, EventOfLinkType, EventWithErrorType, UpdatedAuthAccountType } from './event-bases.js';
import { EVENT_LIST_DOCS, listEvents } from './event-list.js';
import {
  AuthDefaultUpdateEventType,
  AuthSmsMicrodepositsVerificationEventType,
  ItemPendingDisconnectEventType,
  ItemPendingExpirationEventType,
  ItemWebhookUpdateAcknowledgedEventType,
  LinkEventsEventType,
  LinkSessionFinishedEventType,
} from './typed-events.type.js';
import { WebhookEventConnectionType } from './webhook-event.type.js';

/** Of every event that may report a problem. */
@Resolver(() => EventWithErrorType)
export class EventErrorResolver {
  @ReadsStore()
  @FieldResolver(() => PlaidErrorType, {
    nullable: true,
    description:
      'The problem as Plaid reported it in the webhook; null when it named none. For the problem of this moment read `item.error`.',
  })
  error(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): PlaidError | null {
    return loaders.eventDetails(event).error;
  }
}

/** Of every event about one account. */
@Resolver(() => EventOfAccountType)
export class EventAccountResolver {
  @ReadsStore()
  @FieldResolver(() => ID, {
    nullable: true,
    description: "Plaid's account_id of the account it is about; null when the webhook named none.",
  })
  accountId(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).accountId;
  }
}

/** The date and the reason of a disconnection. */
@Resolver(() => ItemPendingDisconnectEventType)
export class PendingDisconnectResolver {
  @ReadsStore()
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Why: `INSTITUTION_MIGRATION` or `INSTITUTION_TOKEN_EXPIRATION`; Plaid may add reasons. Null when not told.',
  })
  reason(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).reason;
  }

  @ReadsStore()
  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When access ends; null when the webhook named no time that can be read.',
  })
  disconnectTime(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): Date | null {
    return loaders.eventDetails(event).disconnectTime;
  }
}

/** The end of a consent. */
@Resolver(() => ItemPendingExpirationEventType)
export class PendingExpirationResolver {
  @ReadsStore()
  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When the consent ends; null when the webhook named no time that can be read.',
  })
  consentExpirationTime(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): Date | null {
    return loaders.eventDetails(event).consentExpirationTime;
  }
}

/** The new address of an Item's webhooks. */
@Resolver(() => ItemWebhookUpdateAcknowledgedEventType)
export class WebhookUpdateAcknowledgedResolver {
  @ReadsStore()
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Where Plaid sends webhooks of the Item from now on; null when the webhook did not say.',
  })
  newWebhookUrl(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).newWebhookUrl;
  }
}

/** Which numbers are new and which changed. */
@Resolver(() => AuthDefaultUpdateEventType)
export class AuthDefaultUpdateResolver {
  @ReadsStore()
  @FieldResolver(() => [ID], {
    description: 'Accounts that have numbers now and had none before. Empty when there are none.',
  })
  accountIdsWithNewAuth(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string[] {
    return loaders.eventDetails(event).accountIdsWithNewAuth;
  }

  @ReadsStore()
  @FieldResolver(() => [UpdatedAuthAccountType], {
    description: 'Accounts whose numbers changed. Empty when there are none.',
  })
  accountsWithUpdatedAuth(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): UpdatedAuthAccount[] {
    return loaders.eventDetails(event).accountsWithUpdatedAuth;
  }
}

/** How a verification by SMS ended. */
@Resolver(() => AuthSmsMicrodepositsVerificationEventType)
export class SmsMicrodepositsResolver {
  @ReadsStore()
  @FieldResolver(() => ID, {
    nullable: true,
    description: "Plaid's account_id of the account that was to be verified; null when the webhook named none.",
  })
  accountId(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).accountId;
  }

  @ReadsStore()
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The outcome: `MANUALLY_VERIFIED` or `VERIFICATION_FAILED`; null when the webhook did not say.',
  })
  status(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).status;
  }
}

/** An Item's part of the webhook log. */
@Resolver(() => ItemType)
export class ItemEventsResolver {
  @ReadsStore()
  @FieldResolver(() => WebhookEventConnectionType, {
    description:
      'The recorded webhook events about this Item, oldest first, for as long as the operator keeps them (a week unless configured otherwise). Costs no Plaid call.',
  })
  webhookEvents(
    @Root() item: OwnedItem,
    @Ctx() context: GatewayContext,
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: EVENT_LIST_DOCS.first })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: EVENT_LIST_DOCS.after }) after: string | null,
    @Arg('types', () => [String], { nullable: true, description: EVENT_LIST_DOCS.types }) types: string[] | null,
  ): Promise<Connection<RecordedEvent>> {
    return listEvents(context, { ownerId: item.ownerId, itemId: item.id }, { first, after, types });
  }
}

/** Of every event about a Link session. */
@Resolver(() => EventOfLinkType)
export class EventLinkResolver {
  @ReadsStore()
  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Plaid's link_session_id: one run of Link, as in `LinkAttempt.id`. Not the id of `linkSession`. Null when the webhook named none.",
  })
  linkSessionId(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).linkSessionId;
  }

  @ReadsStore()
  @FieldResolver(() => LinkSessionType, {
    nullable: true,
    description: 'Your Link session as it is now. Null when the link token was not made here.',
  })
  async linkSession(
    @Root() event: RecordedEvent,
    @Ctx() { loaders }: GatewayContext,
  ): Promise<OwnedLinkSession | null> {
    return event.linkSessionId && loaders.linkSessionById(event.linkSessionId);
  }
}

/** The steps that a LINK/EVENTS tells. */
@Resolver(() => LinkEventsEventType)
export class LinkEventsResolver {
  @ReadsStore()
  @FieldResolver(() => [LinkEventType], {
    description: 'The steps, in the order in which Plaid told them; steps of an earlier event may come again.',
  })
  events(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): LinkEvent[] {
    return loaders.eventDetails(event).linkEvents;
  }
}

/** How a session ended. */
@Resolver(() => LinkSessionFinishedEventType)
export class LinkSessionFinishedResolver {
  @ReadsStore()
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The outcome as Plaid writes it: `SUCCESS` or `EXITED`; null when the webhook did not say.',
  })
  status(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).status;
  }
}
