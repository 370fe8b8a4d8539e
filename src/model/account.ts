import type { AccountId, ItemId } from './ids.js';

export const ACCOUNT_TYPES = [
  'DEPOSITORY',
  'CREDIT',
  'LOAN',
  'INVESTMENT',
  'PAYROLL',
  'BROKERAGE',
  'OTHER',
  'UNKNOWN',
] as const;
/** Plaid's account type; UNKNOWN for a type that Plaid added later. */
export type AccountType = (typeof ACCOUNT_TYPES)[number];

/** Amounts in major currency units (12.34), as Plaid sends them. */
export interface Balances {
  available: number | null;
  current: number | null;
  limit: number | null;
  isoCurrencyCode: string | null;
  unofficialCurrencyCode: string | null;
  lastUpdatedDatetime: Date | null;
}

/** Results of Plaid's database and network checks of an account. */
export interface VerificationInsights {
  nameMatchScore: number | null;
  accountNumberFormat: string | null;
  networkStatus: { hasNumbersMatch: boolean; isNumbersMatchVerified: boolean } | null;
  previousReturns: { hasPreviousAdministrativeReturn: boolean } | null;
}

/** One account of an Item, from /accounts/get. */
export interface Account {
  id: AccountId;
  itemId: ItemId;
  persistentAccountId: string | null;
  name: string;
  officialName: string | null;
  mask: string | null;
  type: AccountType;
  subtype: string | null;
  holderCategory: string | null;
  verificationStatus: string | null;
  verificationName: string | null;
  verificationInsights: VerificationInsights | null;
  balances: Balances;
}
