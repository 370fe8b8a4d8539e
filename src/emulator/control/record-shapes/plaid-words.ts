import { oneOf } from '../../http/validation.js';
import type { ActivityType, AuthMethod, VerificationStatus } from '../../plaid-types.js';

const authMethods: Record<AuthMethod, true> = {
  INSTANT_AUTH: true,
  INSTANT_MATCH: true,
  AUTOMATED_MICRODEPOSITS: true,
  SAME_DAY_MICRODEPOSITS: true,
  INSTANT_MICRODEPOSITS: true,
  DATABASE_MATCH: true,
  DATABASE_INSIGHTS: true,
  TRANSFER_MIGRATED: true,
  INVESTMENTS_FALLBACK: true,
  null: true,
};

const activities: Record<ActivityType, true> = {
  UNKNOWN: true,
  ITEM_CREATE: true,
  ITEM_IMPORT: true,
  ITEM_UPDATE: true,
  ITEM_UNLINK: true,
  PORTAL_UNLINK: true,
  PORTAL_ITEMS_DELETE: true,
  ITEM_REMOVE: true,
  INVARIANT_CHECKER_DELETION: true,
  SCOPES_UPDATE: true,
};

const verificationStatuses: Record<VerificationStatus, true> = {
  automatically_verified: true,
  pending_automatic_verification: true,
  pending_manual_verification: true,
  unsent: true,
  manually_verified: true,
  verification_expired: true,
  verification_failed: true,
  database_matched: true,
  database_insights_pass: true,
  database_insights_pass_with_caution: true,
  database_insights_fail: true,
};

/** How Auth came by an account's numbers. */
export const authMethod = () => oneOf(Object.keys(authMethods).filter((name) => name !== 'null'));
/** A kind of consent event. */
export const activity = () => oneOf(Object.keys(activities));
/** Where an account stands in verification. */
export const verificationStatus = () => oneOf(Object.keys(verificationStatuses));
