import { findBank } from '../catalog/institutions.js';
import { isoTime } from '../clock.js';
import type { PlaidAccount, PlaidItem, Product } from '../plaid-types.js';
import type { AccountRecord, ItemRecord } from '../state/records.js';

/** A timestamp in ISO 8601, or null. */
export function timestamp(ms: number | null): string | null {
  return ms === null ? null : isoTime(ms);
}

function availableProducts(item: ItemRecord): Product[] {
  return (findBank(item.institutionId)?.products ?? []).filter((product) => !item.products.includes(product));
}

/** The Item as every endpoint except /item/get returns it: without its error. */
export function serializeItem(item: ItemRecord): PlaidItem {
  return {
    item_id: item.id,
    institution_id: item.institutionId,
    institution_name: findBank(item.institutionId)?.name ?? null,
    webhook: item.webhook,
    auth_method: item.authMethod,
    error: null,
    available_products: availableProducts(item),
    billed_products: item.billedProducts,
    products: item.products,
    consented_products: item.consentedProducts,
    consent_expiration_time: timestamp(item.consentExpiresAtMs),
    update_type: 'background',
  };
}

/** An account as Plaid returns it. */
export function serializeAccount(account: AccountRecord): PlaidAccount {
  return {
    account_id: account.accountId,
    balances: { ...account.balances },
    ...(account.apy === undefined ? {} : { apy: account.apy }),
    holder_category: account.holderCategory,
    mask: account.mask,
    name: account.name,
    official_name: account.officialName,
    ...(account.persistentAccountId === undefined ? {} : { persistent_account_id: account.persistentAccountId }),
    subtype: account.subtype,
    type: account.type,
    ...(account.verificationStatus === undefined ? {} : { verification_status: account.verificationStatus }),
    ...(account.verificationName === undefined ? {} : { verification_name: account.verificationName }),
    ...(account.verificationInsights === undefined ? {} : { verification_insights: account.verificationInsights }),
  };
}
