import { type ItemStatus, type PlaidItem, type RequiredAction } from './item.js';

/** What the webhook log says about an Item that /item/get does not. */
interface Hints {
  pendingDisconnect: boolean;
  permissionRevoked: boolean;
  pendingExpiration: boolean;
}

/** The one word for an Item's state and what its person should do next. */
export function deriveItemStatus(
  plaidItem: PlaidItem,
  hints: Hints,
): { status: ItemStatus; requiredAction: RequiredAction } {
  const errorCode = plaidItem.error?.errorCode ?? null;
  if (hints.permissionRevoked || errorCode === 'USER_PERMISSION_REVOKED') {
    return { status: 'PERMISSION_REVOKED', requiredAction: 'RELINK' };
  }
  if (errorCode === 'ITEM_LOGIN_REQUIRED') return { status: 'LOGIN_REQUIRED', requiredAction: 'REAUTHENTICATE' };
  if (errorCode !== null) return { status: 'ERROR', requiredAction: 'WAIT' };
  if (hints.pendingDisconnect) return { status: 'PENDING_DISCONNECT', requiredAction: 'RENEW_CONSENT' };
  if (hints.pendingExpiration) return { status: 'PENDING_EXPIRATION', requiredAction: 'RENEW_CONSENT' };
  return { status: 'HEALTHY', requiredAction: 'NONE' };
}
