import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { OwnedItem } from '../../model/item.js';
import type { RecordedEvent } from '../../model/webhook-event.js';
import type { GatewayContext } from '../context.js';
import { ItemType } from '../item/item.type.js';
import { JsonObject } from '../scalars.js';
import { GenericWebhookEventType, WebhookEventType } from './webhook-event.type.js';

/** What every webhook event has beside its record. */
@Resolver(() => WebhookEventType)
export class WebhookEventResolver {
  @FieldResolver(() => String, {
    description:
      'The place of the event in your log. Keep the cursor of the last event that you have dealt with, and hand it back as `after` to continue from there. Opaque.',
  })
  cursor(@Root() event: RecordedEvent, @Ctx() context: GatewayContext): string {
    return context.feed.cursorOf(event);
  }

  @FieldResolver(() => ItemType, {
    nullable: true,
    description:
      'The Item as it is now, not as it was when the webhook was sent. Null when `itemId` is, and when the Item was removed since.',
  })
  async item(@Root() event: RecordedEvent, @Ctx() context: GatewayContext): Promise<OwnedItem | null> {
    return event.itemId && context.loaders.itemById(event.itemId);
  }
}

/** What only the generic event shows. */
@Resolver(() => GenericWebhookEventType)
export class GenericWebhookEventResolver {
  @FieldResolver(() => JsonObject, {
    description:
      "The webhook's body in Plaid's own keys. Public tokens and link tokens are taken out: the gateway keeps those.",
  })
  payload(@Root() event: RecordedEvent, @Ctx() context: GatewayContext): Record<string, unknown> {
    return context.loaders.eventPayload(event);
  }
}
