import { Field, ID, InterfaceType, ObjectType } from 'type-graphql';
import type { RecordedEvent } from '../../model/webhook-event.js';
import { PageInfoType } from '../connection/connection.js';
import { DateTime } from '../scalars.js';

/** The webhooks that have a GraphQL type of their own, by type and code. */
const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['ITEM/ERROR', 'ItemErrorEvent'],
  ['ITEM/LOGIN_REPAIRED', 'ItemLoginRepairedEvent'],
  ['ITEM/NEW_ACCOUNTS_AVAILABLE', 'ItemNewAccountsAvailableEvent'],
  ['ITEM/PENDING_DISCONNECT', 'ItemPendingDisconnectEvent'],
  ['ITEM/PENDING_EXPIRATION', 'ItemPendingExpirationEvent'],
  ['ITEM/USER_PERMISSION_REVOKED', 'ItemUserPermissionRevokedEvent'],
  ['ITEM/USER_ACCOUNT_REVOKED', 'ItemUserAccountRevokedEvent'],
  ['ITEM/WEBHOOK_UPDATE_ACKNOWLEDGED', 'ItemWebhookUpdateAcknowledgedEvent'],
  ['AUTH/DEFAULT_UPDATE', 'AuthDefaultUpdateEvent'],
  ['AUTH/AUTOMATICALLY_VERIFIED', 'AuthAutomaticallyVerifiedEvent'],
  ['AUTH/VERIFICATION_EXPIRED', 'AuthVerificationExpiredEvent'],
  ['AUTH/SMS_MICRODEPOSITS_VERIFICATION', 'AuthSmsMicrodepositsVerificationEvent'],
  ['BANK_TRANSFERS/BANK_TRANSFERS_EVENTS_UPDATE', 'BankTransfersEventsUpdateEvent'],
  ['LINK/ITEM_ADD_RESULT', 'LinkItemAddResultEvent'],
  ['LINK/EVENTS', 'LinkEventsEvent'],
  ['LINK/SESSION_FINISHED', 'LinkSessionFinishedEvent'],
]);

/** The GraphQL type of an event; GenericWebhookEvent if it is not in the table. */
export function eventTypeName(event: Pick<RecordedEvent, 'webhookType' | 'webhookCode'>): string {
  return TYPE_NAMES.get(`${event.webhookType}/${event.webhookCode}`) ?? 'GenericWebhookEvent';
}

@InterfaceType('WebhookEvent', {
  resolveType: eventTypeName,
  description:
    'A webhook that Plaid sent about one of your Items or Link sessions. It is verified, and recorded once even if Plaid sends it several times. It reports that something changed, not the current state; read the Item for that. Select type-specific fields with inline fragments. A webhook without a type of its own is a GenericWebhookEvent. Types may be added in the future.',
})
export abstract class WebhookEventType {
  @Field(() => ID, {
    description:
      "The gateway's own id of the event; starts with `we_`. Ids are never reused, so clients can use them to discard duplicates.",
  })
  id: string;

  @Field(() => String, {
    description: 'The type of the webhook, such as `ITEM`, `AUTH` or `LINK`. Plaid may add types.',
  })
  webhookType: string;

  @Field(() => String, {
    description: 'What happened, within the webhook type, such as `ERROR` or `DEFAULT_UPDATE`. Plaid may add codes.',
  })
  webhookCode: string;

  @Field(() => String, {
    description:
      "The Plaid environment that sent the webhook: `sandbox` or `production`. The gateway's emulator sends `sandbox`.",
  })
  environment: string;

  @Field(() => DateTime, { description: 'When the gateway received and recorded the webhook, in UTC.' })
  receivedAt: number;

  @Field(() => ID, {
    nullable: true,
    description: "Plaid's item_id of the Item that the event is about. Null for webhooks about a Link session.",
  })
  itemId: string | null;
}

@ObjectType('GenericWebhookEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description: 'A webhook without a GraphQL type of its own, with its body as Plaid sent it.',
})
export class GenericWebhookEventType extends WebhookEventType {}

@ObjectType('WebhookEventEdge', { simpleResolvers: true, description: 'An event in a list, together with its cursor.' })
export class WebhookEventEdgeType {
  @Field(() => String, {
    description:
      "The position of this event in your event log: the same as the event's own `cursor`. The subscription accepts it too. Opaque.",
  })
  cursor: string;

  @Field(() => WebhookEventType, { description: 'The event at this position.' })
  node: RecordedEvent;
}

@ObjectType('WebhookEventConnection', {
  simpleResolvers: true,
  description: 'A page of recorded webhook events, oldest first.',
})
export class WebhookEventConnectionType {
  @Field(() => [WebhookEventEdgeType], {
    description: 'The events on this page with their cursors. Empty if there are none.',
  })
  edges: WebhookEventEdgeType[];

  @Field(() => [WebhookEventType], {
    description: 'The events on this page, without edges; each event has its own `cursor`. Empty if there are none.',
  })
  nodes: RecordedEvent[];

  @Field(() => PageInfoType, { description: 'Whether there are more events, and the cursor to read them with.' })
  pageInfo: PageInfoType;
}
