import { Field, ID, InterfaceType, ObjectType } from 'type-graphql';
import type { RecordedEvent } from '../../model/webhook-event.js';
import { PageInfoType } from '../connection/connection.js';
import { DateTime } from '../scalars.js';

/** The one table of webhooks that have a GraphQL type of their own, by type and code. */
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

/** The GraphQL type of an event: GenericWebhookEvent for every kind that is not in the table, known or not. */
export function eventTypeName(event: Pick<RecordedEvent, 'webhookType' | 'webhookCode'>): string {
  return TYPE_NAMES.get(`${event.webhookType}/${event.webhookCode}`) ?? 'GenericWebhookEvent';
}

@InterfaceType('WebhookEvent', {
  resolveType: eventTypeName,
  description:
    'A webhook that Plaid sent about something of yours, verified and recorded once however often Plaid sent it. It tells that something changed, not what is true now: read the Item for that. What is particular to a kind is selected with inline fragments. Kinds without a type of their own are GenericWebhookEvents; over time they may get one.',
})
export abstract class WebhookEventType {
  @Field(() => ID, {
    description:
      "The gateway's own id of the event; starts with `we_`. Never given twice, so clients may drop repeats by it.",
  })
  id: string;

  @Field(() => String, {
    description: 'The family of the webhook, such as `ITEM`, `AUTH` or `LINK`. Plaid adds families over time.',
  })
  webhookType: string;

  @Field(() => String, {
    description: 'What happened, within the family, such as `ERROR` or `DEFAULT_UPDATE`. Plaid adds codes over time.',
  })
  webhookCode: string;

  @Field(() => String, {
    description:
      "The Plaid environment that sent it: `sandbox` or `production`. The gateway's own emulator says `sandbox`.",
  })
  environment: string;

  @Field(() => DateTime, { description: 'When the gateway received and recorded it.' })
  receivedAt: number;

  @Field(() => ID, { nullable: true, description: 'The Item it is about; null for webhooks about a Link session.' })
  itemId: string | null;
}

@ObjectType('GenericWebhookEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description: 'A webhook in the form in which Plaid sent it, for kinds that have no type of their own here.',
})
export class GenericWebhookEventType extends WebhookEventType {}

@ObjectType('WebhookEventEdge', { simpleResolvers: true, description: 'One event in a list, with its place there.' })
export class WebhookEventEdgeType {
  @Field(() => String, {
    description:
      "The place of this event in its owner's log, the same as its own `cursor`: the subscription takes it too. Opaque.",
  })
  cursor: string;

  @Field(() => WebhookEventType, { description: 'The event at this place.' })
  node: RecordedEvent;
}

@ObjectType('WebhookEventConnection', {
  simpleResolvers: true,
  description: 'A page of recorded webhook events, oldest first.',
})
export class WebhookEventConnectionType {
  @Field(() => [WebhookEventEdgeType], {
    description: 'The events of this page with their cursors. Empty when there are none.',
  })
  edges: WebhookEventEdgeType[];

  @Field(() => [WebhookEventType], { description: 'The same events without the edges; each knows its cursor.' })
  nodes: RecordedEvent[];

  @Field(() => PageInfoType, { description: 'Whether more events follow, and the cursor to read them with.' })
  pageInfo: PageInfoType;
}
