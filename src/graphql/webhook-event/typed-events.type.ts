import { Field, ID, ObjectType } from 'type-graphql';
import type { UpdatedAuthAccount } from '../../model/webhook-details.js';
import { WebhookEventType } from './webhook-event.type.js';

// Base classes of events that share fields. They are not types of the schema; their fields are in typed-events.resolver.ts.

/** Adds `error`. */
@ObjectType()
export abstract class EventWithErrorType extends WebhookEventType {}

/** Adds `accountId` and `error`. */
@ObjectType()
export abstract class EventOfAccountType extends EventWithErrorType {}

/** Adds `linkSessionId` and `linkSession`. */
@ObjectType()
export abstract class EventOfLinkType extends WebhookEventType {}

@ObjectType('UpdatedAuthAccount', {
  simpleResolvers: true,
  description: 'An account whose account or routing number changed.',
})
export class UpdatedAuthAccountType implements UpdatedAuthAccount {
  @Field(() => ID, { description: "Plaid's account_id of the account." })
  accountId: string;

  @Field(() => [String], {
    description:
      'What changed: `ACCOUNT_NUMBER`, `ROUTING_NUMBER` or both. Plaid may add values. If empty, assume that both changed.',
  })
  changes: string[];
}

@ObjectType('ItemErrorEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'ITEM/ERROR: the Item stopped working, usually because the institution no longer accepts the stored login. If `item.requiredAction` says so, open Link in update mode.',
})
export class ItemErrorEventType extends EventWithErrorType {}

@ObjectType('ItemLoginRepairedEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'ITEM/LOGIN_REPAIRED: the Item works again without your app having used update mode, for example because the end user repaired it in another app. Remove any notice that asks them to log in.',
})
export class ItemLoginRepairedEventType extends WebhookEventType {}

@ObjectType('ItemNewAccountsAvailableEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'ITEM/NEW_ACCOUNTS_AVAILABLE: the institution has accounts that the end user has not shared yet. They become available only after update mode with `accountSelectionEnabled`.',
})
export class ItemNewAccountsAvailableEventType extends EventWithErrorType {}

@ObjectType('ItemPendingDisconnectEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'ITEM/PENDING_DISCONNECT: the institution will end access within days (US and Canada). Open Link in update mode before then.',
})
export class ItemPendingDisconnectEventType extends WebhookEventType {}

@ObjectType('ItemPendingExpirationEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    "ITEM/PENDING_EXPIRATION: the end user's consent expires within days (UK and Europe). Open Link in update mode before then.",
})
export class ItemPendingExpirationEventType extends WebhookEventType {}

@ObjectType('ItemUserPermissionRevokedEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'ITEM/USER_PERMISSION_REVOKED: the end user revoked access to the whole Item. No data can be read, and tokenized account numbers no longer work. Stop using them, and delete what you derived from the Item.',
})
export class ItemUserPermissionRevokedEventType extends EventWithErrorType {}

@ObjectType('ItemUserAccountRevokedEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'ITEM/USER_ACCOUNT_REVOKED: the end user revoked access to one account at the institution. Its tokenized account number no longer works. Other accounts of the Item are not affected.',
})
export class ItemUserAccountRevokedEventType extends EventOfAccountType {}

@ObjectType('ItemWebhookUpdateAcknowledgedEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    "ITEM/WEBHOOK_UPDATE_ACKNOWLEDGED: Plaid now sends the Item's webhooks to the URL set with `updateItemWebhook`.",
})
export class ItemWebhookUpdateAcknowledgedEventType extends EventWithErrorType {}

@ObjectType('AuthDefaultUpdateEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'AUTH/DEFAULT_UPDATE: account or routing numbers of the Item are new or have changed. Stop using the old numbers immediately and read `authNumbers` again.',
})
export class AuthDefaultUpdateEventType extends EventWithErrorType {}

@ObjectType('AuthAutomaticallyVerifiedEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'AUTH/AUTOMATICALLY_VERIFIED: an account was verified by automated micro-deposits. Its `authNumbers` can be read now.',
})
export class AuthAutomaticallyVerifiedEventType extends EventOfAccountType {}

@ObjectType('AuthVerificationExpiredEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'AUTH/VERIFICATION_EXPIRED: automated micro-deposits could not verify an account within seven days. The end user must link it again.',
})
export class AuthVerificationExpiredEventType extends EventOfAccountType {}

@ObjectType('AuthSmsMicrodepositsVerificationEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'AUTH/SMS_MICRODEPOSITS_VERIFICATION: an end user has finished or abandoned verification of same-day micro-deposits by SMS.',
})
export class AuthSmsMicrodepositsVerificationEventType extends WebhookEventType {}

@ObjectType('BankTransfersEventsUpdateEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'BANK_TRANSFERS/BANK_TRANSFERS_EVENTS_UPDATE: new micro-deposit events are available to the operator in `bankTransferEvents`. The webhook does not name an Item, so it is recorded for a user only if Plaid says which user it belongs to.',
})
export class BankTransfersEventsUpdateEventType extends WebhookEventType {}

@ObjectType('LinkItemAddResultEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'LINK/ITEM_ADD_RESULT: an end user linked one institution, and may link more. The gateway exchanges the public token automatically; the Item then appears in `linkSession.items`.',
})
export class LinkItemAddResultEventType extends EventOfLinkType {}

@ObjectType('LinkEventsEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'LINK/EVENTS: the steps of an end user in Link. Plaid sends it when a session ends, or a few minutes after the last step of an abandoned session. It may be sent again with more steps, so identify steps by `eventId`.',
})
export class LinkEventsEventType extends EventOfLinkType {}

@ObjectType('LinkSessionFinishedEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'LINK/SESSION_FINISHED: a Link session ended. The gateway exchanges its public tokens automatically. To be notified when the Items are available, subscribe to `linkSessionUpdated`.',
})
export class LinkSessionFinishedEventType extends EventOfLinkType {}
