import { failure, PlaidFailure } from '../error-catalog.js';
import type { Services } from '../services.js';
import type { AccountRecord, ItemRecord } from '../state/records.js';

/** Auth supports only checking, savings and cash management accounts. */
const authSubtypes: readonly string[] = ['checking', 'savings', 'cash management'];

/** Whether Auth supports this account. */
export function isEligible(account: AccountRecord): boolean {
  return account.type === 'depository' && authSubtypes.includes(account.subtype);
}

/** Throws the error of the Item, if any: live data is not available for a broken Item. */
export function assertHealthy(item: ItemRecord): void {
  if (item.error !== null) throw new PlaidFailure(item.error);
}

/** Throws when micro-deposits have not verified the accounts. */
export function requireVerified(accounts: AccountRecord[]): void {
  for (const { verificationStatus: status } of accounts) {
    if (status === 'pending_automatic_verification' || status === 'pending_manual_verification')
      throw failure('PRODUCT_NOT_READY', 'the micro-deposits of an account are pending or not confirmed');
    if (status === 'verification_expired')
      throw failure('PRODUCT_NOT_READY', 'the micro-deposits were never confirmed; link the account again');
    if (status === 'verification_failed')
      throw failure('TOO_MANY_VERIFICATION_ATTEMPTS', 'three incorrect codes have locked this Item; link it again');
  }
}

/** Checks consent to Auth. Optional Auth is enabled and billed at its first use. */
export function beginAuth({ lifecycle, webhooks }: Services, item: ItemRecord): void {
  if (!item.consentedProducts.includes('auth')) {
    throw failure(
      'ADDITIONAL_CONSENT_REQUIRED',
      'the end user has not consented to auth; request consent in update mode',
    );
  }
  if (item.scopes?.product_access?.auth === false) {
    if (!item.permissionsRequested) {
      item.permissionsRequested = true;
      lifecycle.save(item);
      webhooks.permissionsRequired(item);
    }
    throw failure('ACCESS_NOT_GRANTED', 'the end user has not granted access to account and routing numbers');
  }
  if (item.billedProducts.includes('auth') && item.authMethod !== null) return;
  if (!item.billedProducts.includes('auth')) item.billedProducts = [...item.billedProducts, 'auth'];
  if (!item.products.includes('auth')) item.products = [...item.products, 'auth'];
  item.authMethod ??= 'INSTANT_AUTH';
  lifecycle.save(item);
}
