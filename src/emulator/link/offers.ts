import { type Bank, banks, findBank } from '../catalog/institutions.js';
import type { Product } from '../plaid-types.js';
import type { AccountTemplate, LinkTokenRecord, SandboxPerson } from '../state/records.js';

/** The banks that match the countries, products and account filters of a Link token. */
export function offeredBanks(token: LinkTokenRecord): Bank[] {
  return banks.filter(
    (bank) =>
      bank.refusal === undefined &&
      bank.countryCodes.some((code) => token.countryCodes.includes(code)) &&
      token.products.every((product) => bank.products.includes(product)) &&
      offeredAccounts(token, bank).length > 0,
  );
}

/** The accounts of a test user at a bank that match the token's account filters. */
export function offeredAccounts(
  token: LinkTokenRecord,
  bank: Bank,
  person: SandboxPerson | null = null,
): AccountTemplate[] {
  const filters = token.accountSubtypes;
  const own = person?.accounts ?? bank.accounts;
  if (filters === null) return own;
  return own.filter((account) => {
    const allowed = filters[account.type] ?? [];
    return allowed.includes('all') || allowed.includes(account.subtype);
  });
}

/** The bank of a session that does not choose one. */
export function defaultBank(token: LinkTokenRecord): Bank | undefined {
  return token.institutionId === null ? offeredBanks(token)[0] : findBank(token.institutionId);
}

/** The products of a new Item. */
export function productsFor(token: LinkTokenRecord, bank: Bank) {
  const isOffered = (product: Product): boolean => bank.products.includes(product);
  const billed = [...new Set([...token.products, ...token.requiredIfSupported.filter(isOffered)])];
  const products = [...new Set([...billed, ...token.optionalProducts.filter(isOffered)])];
  const consented = [...new Set([...products, ...token.additionalConsented.filter(isOffered)])];
  return { billedProducts: billed, products, consentedProducts: consented };
}
