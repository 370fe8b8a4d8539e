import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { LinkEvent, OwnedLinkSession } from '../../model/link-session.js';
import type { PlaidError } from '../../model/plaid-error.js';
import type { UpdatedAuthAccount } from '../../model/webhook-details.js';
import type { RecordedEvent } from '../../model/webhook-event.js';
import type { GatewayContext } from '../context.js';
import { LinkEventType, LinkSessionType } from '../link-session/link-session.type.js';
import { PlaidErrorType } from '../plaid-error/plaid-error.type.js';
import { ReadsStore } from '../reads.js';
import { DateTime } from '../scalars.js';
import {
  AuthDefaultUpdateEventType,
  AuthSmsMicrodepositsVerificationEventType,
  EventOfAccountType,
  EventOfLinkType,
  EventWithErrorType,
  ItemPendingDisconnectEventType,
  ItemPendingExpirationEventType,
  ItemWebhookUpdateAcknowledgedEventType,
  LinkEventsEventType,
  LinkSessionFinishedEventType,
  UpdatedAuthAccountType,
} from './typed-events.type.js';

@Resolver(() => EventWithErrorType)
export class EventErrorResolver {
  @ReadsStore()
  @FieldResolver(() => PlaidErrorType, {
    nullable: true,
    description:
      'The problem, as reported in the webhook. For the current problem, read `item.error`. Null if the webhook reported none.',
  })
  error(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): PlaidError | null {
    return loaders.eventDetails(event).error;
  }
}

@Resolver(() => EventOfAccountType)
export class EventAccountResolver {
  @ReadsStore()
  @FieldResolver(() => ID, {
    nullable: true,
    description: "Plaid's account_id of the account that the event is about. Null if the webhook did not include one.",
  })
  accountId(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).accountId;
  }
}

@Resolver(() => ItemPendingDisconnectEventType)
export class PendingDisconnectResolver {
  @ReadsStore()
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The reason: `INSTITUTION_MIGRATION` or `INSTITUTION_TOKEN_EXPIRATION`. Plaid may add reasons. Null if the webhook did not include one.',
  })
  reason(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).reason;
  }

  @ReadsStore()
  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When access ends, in UTC. Null if the webhook did not include a valid time.',
  })
  disconnectTime(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): Date | null {
    return loaders.eventDetails(event).disconnectTime;
  }
}

@Resolver(() => ItemPendingExpirationEventType)
export class PendingExpirationResolver {
  @ReadsStore()
  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When the consent expires, in UTC. Null if the webhook did not include a valid time.',
  })
  consentExpirationTime(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): Date | null {
    return loaders.eventDetails(event).consentExpirationTime;
  }
}

@Resolver(() => ItemWebhookUpdateAcknowledgedEventType)
export class WebhookUpdateAcknowledgedResolver {
  @ReadsStore()
  @FieldResolver(() => String, {
    nullable: true,
    description: "The URL to which Plaid now sends the Item's webhooks. Null if the webhook did not include one.",
  })
  newWebhookUrl(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).newWebhookUrl;
  }
}

@Resolver(() => AuthDefaultUpdateEventType)
export class AuthDefaultUpdateResolver {
  @ReadsStore()
  @FieldResolver(() => [ID], {
    description: 'Ids of accounts that have numbers now but had none before. Empty if there are none.',
  })
  accountIdsWithNewAuth(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string[] {
    return loaders.eventDetails(event).accountIdsWithNewAuth;
  }

  @ReadsStore()
  @FieldResolver(() => [UpdatedAuthAccountType], {
    description: 'Accounts whose numbers changed. Empty if there are none.',
  })
  accountsWithUpdatedAuth(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): UpdatedAuthAccount[] {
    return loaders.eventDetails(event).accountsWithUpdatedAuth;
  }
}

@Resolver(() => AuthSmsMicrodepositsVerificationEventType)
export class SmsMicrodepositsResolver {
  @ReadsStore()
  @FieldResolver(() => ID, {
    nullable: true,
    description: "Plaid's account_id of the account to verify. Null if the webhook did not include one.",
  })
  accountId(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).accountId;
  }

  @ReadsStore()
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The result: `MANUALLY_VERIFIED` or `VERIFICATION_FAILED`. Null if the webhook did not include one.',
  })
  status(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).status;
  }
}

@Resolver(() => EventOfLinkType)
export class EventLinkResolver {
  @ReadsStore()
  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Plaid's link_session_id, which identifies one run of Link as in `LinkAttempt.id`. This is not the id of `linkSession`. Null if the webhook did not include one.",
  })
  linkSessionId(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).linkSessionId;
  }

  @ReadsStore()
  @FieldResolver(() => LinkSessionType, {
    nullable: true,
    description: 'The current state of your Link session. Null if the link token was not created by this gateway.',
  })
  async linkSession(
    @Root() event: RecordedEvent,
    @Ctx() { loaders }: GatewayContext,
  ): Promise<OwnedLinkSession | null> {
    return event.linkSessionId && loaders.linkSessionById(event.linkSessionId);
  }
}

@Resolver(() => LinkEventsEventType)
export class LinkEventsResolver {
  @ReadsStore()
  @FieldResolver(() => [LinkEventType], {
    description: 'The steps, in the order in which Plaid reported them. Steps from an earlier event may be repeated.',
  })
  events(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): LinkEvent[] {
    return loaders.eventDetails(event).linkEvents;
  }
}

@Resolver(() => LinkSessionFinishedEventType)
export class LinkSessionFinishedResolver {
  @ReadsStore()
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The result: `SUCCESS` or `EXITED`. Null if the webhook did not include one.',
  })
  status(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).status;
  }
}
