import { ObjectType } from 'type-graphql';
import { EventOfAccountType, EventWithErrorType } from './event-parts.type.js';
import { WebhookEventType } from './webhook-event.type.js';

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
