import type { LinkEvent } from './link-session.js';
import type { PlaidError } from './plaid-error.js';

/** An account whose numbers changed. */
export interface UpdatedAuthAccount {
  accountId: string;
  changes: string[];
}

/** The parsed body of a webhook of any type. Each type sets its own fields, and any field can be missing. */
export interface WebhookDetails {
  error: PlaidError | null;
  accountId: string | null;
  /** Why the institution will end access. */
  reason: string | null;
  disconnectTime: Date | null;
  consentExpirationTime: Date | null;
  newWebhookUrl: string | null;
  accountIdsWithNewAuth: string[];
  accountsWithUpdatedAuth: UpdatedAuthAccount[];
  /** The result of a verification or a Link session. */
  status: string | null;
  /** Plaid's link_session_id, not the gateway's own id. */
  linkSessionId: string | null;
  linkEvents: LinkEvent[];
}
