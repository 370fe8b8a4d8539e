import type { LinkEvent } from './link-session.js';
import type { PlaidError } from './plaid-error.js';

/** An account whose numbers changed, and what of them did. */
export interface UpdatedAuthAccount {
  accountId: string;
  changes: string[];
}

/** What the body of a webhook says, whatever its type: each kind fills its own part, and everything may be missing. */
export interface WebhookDetails {
  error: PlaidError | null;
  accountId: string | null;
  /** Why an institution will disconnect. */
  reason: string | null;
  disconnectTime: Date | null;
  consentExpirationTime: Date | null;
  newWebhookUrl: string | null;
  accountIdsWithNewAuth: string[];
  accountsWithUpdatedAuth: UpdatedAuthAccount[];
  /** How a verification or a Link session ended. */
  status: string | null;
  /** Plaid's link_session_id, not the gateway's own id. */
  linkSessionId: string | null;
  linkEvents: LinkEvent[];
}
