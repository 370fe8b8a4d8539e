import { ObjectType } from 'type-graphql';
import { EventOfAccountType, EventOfLinkType, EventWithErrorType } from './event-bases.js';
import { WebhookEventType } from './webhook-event.type.js';

@ObjectType('ItemErrorEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'ITEM/ERROR: the Item stopped working, mostly because the institution no longer accepts the stored sign-in. Send the person through Link update mode if `item.requiredAction` says so.',
})
export class ItemErrorEventType extends EventWithErrorType {}

@ObjectType('ItemLoginRepairedEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'ITEM/LOGIN_REPAIRED: the Item works again without update mode of yours, for instance because the person repaired it in another app. Take back any notice that asked them to sign in.',
})
export class ItemLoginRepairedEventType extends WebhookEventType {}

@ObjectType('ItemNewAccountsAvailableEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'ITEM/NEW_ACCOUNTS_AVAILABLE: the institution has accounts that the person has not shared yet. They appear only after update mode with `accountSelectionEnabled`.',
})
export class ItemNewAccountsAvailableEventType extends EventWithErrorType {}

@ObjectType('ItemPendingDisconnectEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'ITEM/PENDING_DISCONNECT: in some days the institution will cut the connection (US and Canada). Send the person through Link update mode before.',
})
export class ItemPendingDisconnectEventType extends WebhookEventType {}

@ObjectType('ItemPendingExpirationEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    "ITEM/PENDING_EXPIRATION: in some days the person's consent ends (UK and Europe). Send them through Link update mode before.",
})
export class ItemPendingExpirationEventType extends WebhookEventType {}

@ObjectType('ItemUserPermissionRevokedEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'ITEM/USER_PERMISSION_REVOKED: the person withdrew access to the whole Item. Nothing can be read any more, and tokenized account numbers are dead: stop using them and delete what you derived from the Item.',
})
export class ItemUserPermissionRevokedEventType extends EventWithErrorType {}

@ObjectType('ItemUserAccountRevokedEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'ITEM/USER_ACCOUNT_REVOKED: the person withdrew access to one account at the institution. Its tokenized account number is dead; the other accounts of the Item stay.',
})
export class ItemUserAccountRevokedEventType extends EventOfAccountType {}

@ObjectType('ItemWebhookUpdateAcknowledgedEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'ITEM/WEBHOOK_UPDATE_ACKNOWLEDGED: Plaid sends the webhooks of the Item to a new address from now on, which `updateItemWebhook` asked for.',
})
export class ItemWebhookUpdateAcknowledgedEventType extends EventWithErrorType {}

@ObjectType('AuthDefaultUpdateEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'AUTH/DEFAULT_UPDATE: account or routing numbers of the Item are new or have changed. Stop using the old ones at once and read `authNumbers` again.',
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
    'AUTH/VERIFICATION_EXPIRED: automated micro-deposits could not verify an account within seven days. The person has to link it again.',
})
export class AuthVerificationExpiredEventType extends EventOfAccountType {}

@ObjectType('AuthSmsMicrodepositsVerificationEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'AUTH/SMS_MICRODEPOSITS_VERIFICATION: a person who was asked by SMS to verify same-day micro-deposits has finished or given up.',
})
export class AuthSmsMicrodepositsVerificationEventType extends WebhookEventType {}

@ObjectType('BankTransfersEventsUpdateEvent', {
  implements: WebhookEventType,
  simpleResolvers: true,
  description:
    'BANK_TRANSFERS/BANK_TRANSFERS_EVENTS_UPDATE: there are new micro-deposit events for the operator to fetch with `bankTransferEvents`. Names no Item, so it reaches a log only where Plaid says whose it is.',
})
export class BankTransfersEventsUpdateEventType extends WebhookEventType {}

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
