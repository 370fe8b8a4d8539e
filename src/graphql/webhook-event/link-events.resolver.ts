import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { LinkEvent, OwnedLinkSession } from '../../model/link-session.js';
import type { RecordedEvent } from '../../model/webhook-event.js';
import type { GatewayContext } from '../context.js';
import { LinkEventType } from '../link-session/link-attempt.type.js';
import { LinkSessionType } from '../link-session/link-session.type.js';
import { EventOfLinkType } from './event-parts.type.js';
import { LinkEventsEventType, LinkSessionFinishedEventType } from './link-events.type.js';

/** Of every event about a Link session. */
@Resolver(() => EventOfLinkType)
export class EventLinkResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Plaid's link_session_id: one run of Link, as in `LinkAttempt.id`. Not the id of `linkSession`. Null when the webhook named none.",
  })
  linkSessionId(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).linkSessionId;
  }

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
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The outcome as Plaid writes it: `SUCCESS` or `EXITED`; null when the webhook did not say.',
  })
  status(@Root() event: RecordedEvent, @Ctx() { loaders }: GatewayContext): string | null {
    return loaders.eventDetails(event).status;
  }
}
