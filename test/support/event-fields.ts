/** A selection of every field of every webhook event type. */
export const EVENT_FIELDS = `__typename id cursor webhookType webhookCode environment receivedAt itemId
  ... on ItemErrorEvent { error { errorCode errorCodeReason displayMessage } }
  ... on ItemNewAccountsAvailableEvent { error { errorCode } }
  ... on ItemPendingDisconnectEvent { reason disconnectTime }
  ... on ItemPendingExpirationEvent { consentExpirationTime }
  ... on ItemUserPermissionRevokedEvent { error { errorCode } }
  ... on ItemUserAccountRevokedEvent { error { errorCode } accountId }
  ... on ItemWebhookUpdateAcknowledgedEvent { error { errorCode } newWebhookUrl }
  ... on AuthDefaultUpdateEvent { error { errorCode } accountIdsWithNewAuth accountsWithUpdatedAuth { accountId changes } }
  ... on AuthAutomaticallyVerifiedEvent { error { errorCode } accountId }
  ... on AuthVerificationExpiredEvent { error { errorCode } accountId }
  ... on AuthSmsMicrodepositsVerificationEvent { accountId status }
  ... on LinkItemAddResultEvent { linkSessionId linkSession { id } }
  ... on LinkEventsEvent { linkSessionId linkSession { id } events { eventId eventName timestamp eventMetadata } }
  ... on LinkSessionFinishedEvent { linkSessionId linkSession { id } status }
  ... on GenericWebhookEvent { payload }`;
