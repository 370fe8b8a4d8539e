import { failure, PlaidFailure } from '../error-catalog.js';
import type { Services } from '../services.js';
import type { AccountRecord, ItemRecord } from '../state/records.js';

/** Auth knows checking, savings and cash management accounts only. */
const authSubtypes: readonly string[] = ['checking', 'savings', 'cash management'];

/** Whether Auth has numbers for an account of this kind. */
export function isEligible(account: AccountRecord): boolean {
  return account.type === 'depository' && authSubtypes.includes(account.subtype);
}

/** What is live cannot be read from a broken Item. */
export function assertHealthy(item: ItemRecord): void {
  if (item.error !== null) throw new PlaidFailure(item.error);
}

/** Numbers that a micro-deposit has not confirmed are not given out. */
export function requireVerified(accounts: AccountRecord[]): void {
  for (const { verificationStatus: status } of accounts) {
    if (status === 'pending_automatic_verification' || status === 'pending_manual_verification')
      throw failure('PRODUCT_NOT_READY', 'the micro-deposits of an account are still on their way or unconfirmed');
    if (status === 'verification_expired')
      throw failure('PRODUCT_NOT_READY', 'the micro-deposits were never confirmed; the person has to link again');
    if (status === 'verification_failed')
      throw failure('TOO_MANY_VERIFICATION_ATTEMPTS', 'three wrong codes have locked this Item; link it again');
  }
}

/** Auth that was optional until now begins, and is billed, with its first use. */
export function beginAuth({ lifecycle, webhooks }: Services, item: ItemRecord): void {
  if (!item.consentedProducts.includes('auth')) {
    throw failure('ADDITIONAL_CONSENT_REQUIRED', 'the person has not consented to auth; ask for it in update mode');
  }
  if (item.scopes?.product_access?.auth === false) {
    if (!item.permissionsRequested) {
      item.permissionsRequested = true;
      lifecycle.save(item);
      webhooks.permissionsRequired(item);
    }
    throw failure('ACCESS_NOT_GRANTED', 'the person does not allow account and routing numbers to be read');
  }
  if (item.billedProducts.includes('auth') && item.authMethod !== null) return;
  if (!item.billedProducts.includes('auth')) item.billedProducts = [...item.billedProducts, 'auth'];
  if (!item.products.includes('auth')) item.products = [...item.products, 'auth'];
  item.authMethod ??= 'INSTANT_AUTH';
  lifecycle.save(item);
}
