import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { PlaidError } from '../../model/plaid-error.js';
import type { UpdatedAuthAccount } from '../../model/webhook-details.js';
import type { RecordedEvent } from '../../model/webhook-event.js';
import type { GatewayContext } from '../context.js';
import { PlaidErrorType } from '../plaid-error/plaid-error.type.js';
import { DateTime } from '../scalars.js';
import { AuthDefaultUpdateEventType, AuthSmsMicrodepositsVerificationEventType } from './auth-events.type.js';
import { EventOfAccountType, EventWithErrorType, UpdatedAuthAccountType } from './event-parts.type.js';
import {
  ItemPendingDisconnectEventType,
  ItemPendingExpirationEventType,
  ItemWebhookUpdateAcknowledgedEventType,
} from './item-events.type.js';

/** Of every event that may report a problem. */
@Resolver(() => EventWithErrorType)
export class EventErrorResolver {
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
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Why: `INSTITUTION_MIGRATION` or `INSTITUTION_TOKEN_EXPIRATION`; Plaid may add reasons. Null when not told.',
  })
  reason(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).reason;
  }

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
  @FieldResolver(() => [ID], {
    description: 'Accounts that have numbers now and had none before. Empty when there are none.',
  })
  accountIdsWithNewAuth(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string[] {
    return loaders.eventDetails(event).accountIdsWithNewAuth;
  }

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
  @FieldResolver(() => ID, {
    nullable: true,
    description: "Plaid's account_id of the account that was to be verified; null when the webhook named none.",
  })
  accountId(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).accountId;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The outcome: `MANUALLY_VERIFIED` or `VERIFICATION_FAILED`; null when the webhook did not say.',
  })
  status(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).status;
  }
}
