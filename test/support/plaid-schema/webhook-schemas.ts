/** The schema of each webhook, or null for one whose schema Plaid does not publish. */
const schemas = new Map<string, string | null>([
  ['ITEM ERROR', 'ItemErrorWebhook'],
  ['ITEM LOGIN_REPAIRED', 'ItemLoginRepairedWebhook'],
  ['ITEM NEW_ACCOUNTS_AVAILABLE', 'NewAccountsAvailableWebhook'],
  ['ITEM PENDING_DISCONNECT', 'PendingDisconnectWebhook'],
  ['ITEM PENDING_EXPIRATION', 'PendingExpirationWebhook'],
  ['ITEM USER_PERMISSION_REVOKED', 'UserPermissionRevokedWebhook'],
  ['ITEM USER_ACCOUNT_REVOKED', 'UserAccountRevokedWebhook'],
  ['ITEM WEBHOOK_UPDATE_ACKNOWLEDGED', 'WebhookUpdateAcknowledgedWebhook'],
  ['ITEM AUTHORIZATION_GRANTED', null],
  ['AUTH DEFAULT_UPDATE', 'AuthDefaultUpdateWebhook'],
  ['AUTH AUTOMATICALLY_VERIFIED', 'AutomaticallyVerifiedWebhook'],
  ['AUTH VERIFICATION_EXPIRED', 'VerificationExpiredWebhook'],
  ['AUTH SMS_MICRODEPOSITS_VERIFICATION', 'HostedMMDVerificationWebhook'],
  ['AUTH PRODUCT_PERMISSIONS_REQUIRED', 'ProductPermissionsRequiredAuthWebhook'],
  ['BANK_TRANSFERS BANK_TRANSFERS_EVENTS_UPDATE', 'BankTransfersEventsUpdateWebhook'],
  ['LINK SESSION_FINISHED', 'LinkSessionFinishedWebhook'],
  ['LINK ITEM_ADD_RESULT', 'ItemAddResultWebhook'],
  ['LINK EVENTS', 'LinkEventsWebhook'],
  ['TRANSACTIONS DEFAULT_UPDATE', 'DefaultUpdateWebhook'],
  ['TRANSACTIONS SYNC_UPDATES_AVAILABLE', 'SyncUpdatesAvailableWebhook'],
  ['TRANSACTIONS RECURRING_TRANSACTIONS_UPDATE', 'RecurringTransactionsUpdateWebhook'],
  ['HOLDINGS DEFAULT_UPDATE', 'HoldingsDefaultUpdateWebhook'],
  ['INVESTMENTS_TRANSACTIONS DEFAULT_UPDATE', 'InvestmentsDefaultUpdateWebhook'],
  ['LIABILITIES DEFAULT_UPDATE', 'LiabilitiesDefaultUpdateWebhook'],
  ['ASSETS PRODUCT_READY', 'AssetsProductReadyWebhook'],
  ['ASSETS ERROR', 'AssetsErrorWebhook'],
]);

/** The schema's name, null when none is published, undefined for an unknown webhook. */
export function schemaOfWebhook(type: unknown, code: unknown): string | null | undefined {
  return schemas.get(`${String(type)} ${String(code)}`);
}
