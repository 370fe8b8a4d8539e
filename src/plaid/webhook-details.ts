import type {
  AuthDefaultUpdateWebhook,
  AutomaticallyVerifiedWebhook,
  ItemErrorWebhook,
  LinkEventsWebhook,
  LinkSessionFinishedWebhook,
  PendingDisconnectWebhook,
  PendingExpirationWebhook,
  WebhookUpdateAcknowledgedWebhook,
} from 'plaid';
import type { UpdatedAuthAccount, WebhookDetails } from '../model/webhook-details.js';
import { toLinkEvent } from './endpoints/link-token-get.js';
import { toPlaidError } from './plaid-error.js';
import { removeTokens } from './redact.js';
import { date, type Fields, fieldsOf, listOf, text, stringList } from './wire.js';

/** All webhooks with a GraphQL type of their own, merged: their field names do not conflict. */
type AnyWebhook = ItemErrorWebhook &
  PendingDisconnectWebhook &
  PendingExpirationWebhook &
  WebhookUpdateAcknowledgedWebhook &
  AuthDefaultUpdateWebhook &
  AutomaticallyVerifiedWebhook &
  LinkEventsWebhook &
  LinkSessionFinishedWebhook;

/**
 * The body of a recorded webhook. Nothing here fails: Plaid's payloads lack fields that its documentation requires, old
 * webhooks have other forms, and new ones have more fields.
 */
export function toWebhookDetails(body: Record<string, unknown>): WebhookDetails {
  const wire = body as Fields<AnyWebhook>;
  return {
    error: toPlaidError(wire.error),
    accountId: text(wire.account_id),
    reason: text(wire.reason),
    disconnectTime: date(wire.disconnect_time),
    consentExpirationTime: date(wire.consent_expiration_time),
    newWebhookUrl: text(wire.new_webhook_url),
    accountIdsWithNewAuth: stringList(wire.account_ids_with_new_auth) ?? [],
    accountsWithUpdatedAuth: toUpdatedAccounts(wire.account_ids_with_updated_auth),
    status: text(wire.status),
    linkSessionId: text(wire.link_session_id),
    linkEvents: listOf(wire.events).flatMap((event) => toLinkEvent(event, { redact: removeTokens }) ?? []),
  };
}

/** Plaid sends an object of lists by account id. A list of ids says that the accounts changed, not what changed. */
function toUpdatedAccounts(value: unknown): UpdatedAuthAccount[] {
  const bare = stringList(value);
  if (bare !== null) return bare.map((accountId) => ({ accountId, changes: [] }));
  const byAccount = fieldsOf<Record<string, unknown>>(value) ?? {};
  return Object.entries(byAccount).map(([accountId, changes]) => ({ accountId, changes: stringList(changes) ?? [] }));
}
