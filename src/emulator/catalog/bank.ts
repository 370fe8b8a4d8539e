import type { ErrorCode } from '../error-catalog.js';
import type { AccountNumbers, AccountTemplate } from '../state/records.js';
import type { AccountSubtype, AccountType, CountryCode, PlaidBalance, Product } from '../plaid-types.js';

/** A bank of the emulator. */
export interface Bank {
  institutionId: string;
  name: string;
  countryCodes: CountryCode[];
  products: Product[];
  oauth: boolean;
  url: string;
  color: string;
  /** A PNG as base64; none where this is absent. */
  logo?: string;
  routingNumbers: string[];
  /** How Plaid's connection to it stands; healthy where this is absent. */
  health?: 'DEGRADED' | 'DOWN';
  /** Why nobody can connect it. */
  refusal?: ErrorCode;
  /** Account numbers that stand in for the real ones and die with the person's permission. */
  tokenized: boolean;
  /** Consent ends after so many days; it does not end where this is absent. */
  consentDays?: number;
  accounts: AccountTemplate[];
  /** An account opened after the others: what update mode can add after NEW_ACCOUNTS_AVAILABLE. */
  newAccount: AccountTemplate;
}

/** Balances in a currency of ISO 4217. */
export function money(
  currency: string,
  available: number | null,
  current: number | null,
  limit: number | null = null,
): PlaidBalance {
  return {
    available,
    current,
    limit,
    iso_currency_code: currency,
    unofficial_currency_code: null,
  };
}

/** A balance in a currency that no bank of issue has. */
export function unofficial(code: string, current: number): PlaidBalance {
  return {
    available: null,
    current,
    limit: null,
    iso_currency_code: null,
    unofficial_currency_code: code,
  };
}

/** A US account number with its routing numbers. */
export function ach(account: string, routing: string, wireRouting: string | null, tokenized = false): AccountNumbers {
  return {
    ach: { account, routing, wireRouting, tokenized },
  };
}

/** An account that a bank's person has. */
export function account(
  name: string,
  kind: [AccountType, AccountSubtype],
  mask: string,
  balances: PlaidBalance,
  more: { official?: string; numbers?: AccountNumbers; business?: boolean } = {},
): AccountTemplate {
  return {
    name,
    officialName: more.official ?? null,
    mask,
    type: kind[0],
    subtype: kind[1],
    balances,
    ...(more.numbers === undefined ? {} : { numbers: more.numbers }),
    ...(more.business === undefined ? {} : { business: more.business }),
  };
}

/** What an ordinary US bank offers. */
export const everyday: Product[] = [
  'assets',
  'auth',
  'balance',
  'identity',
  'liabilities',
  'signal',
  'transactions',
  'transfer',
];
