import { ObjectType } from 'type-graphql';
import { EventOfLinkType } from './event-parts.type.js';
import { WebhookEventType } from './webhook-event.type.js';

@ObjectType('LinkItemAddResultEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'LINK/ITEM_ADD_RESULT: a person has linked one institution, and may go on to the next. The gateway keeps the public token and exchanges it by itself: the Item appears in `linkSession.items`.',
})
export class LinkItemAddResultEventType extends EventOfLinkType {}

@ObjectType('LinkEventsEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'LINK/EVENTS: the steps of a person through Link. Sent at the end of a session, or some minutes after the last step of one that was left; may come again with more, so tell the steps apart by `eventId`.',
})
export class LinkEventsEventType extends EventOfLinkType {}

@ObjectType('LinkSessionFinishedEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'LINK/SESSION_FINISHED: a Link session is over. The gateway exchanges its public tokens by itself; subscribe to `linkSessionUpdated` to be told when the Items are there.',
})
export class LinkSessionFinishedEventType extends EventOfLinkType {}
