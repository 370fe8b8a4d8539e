import type { RecordedEvent } from '../../model/webhook-event.js';

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
export function typeNameOfEvent(event: Pick<RecordedEvent, 'webhookType' | 'webhookCode'>): string {
  return TYPE_NAMES.get(`${event.webhookType}/${event.webhookCode}`) ?? 'GenericWebhookEvent';
}
