import { ObjectType } from 'type-graphql';
import { WebhookEventType } from './webhook-event.type.js';
import { EventOfAccountType, EventWithErrorType } from './event-parts.type.js';

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
