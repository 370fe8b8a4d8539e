import type { ErrorCode } from '../error-catalog.js';
import type { AccountNumbers, AccountTemplate } from '../state/records.js';
import type { AccountSubtype, AccountType, CountryCode, PlaidBalance, Product } from '../plaid-types.js';

/** A simulated bank. */
export interface Bank {
  institutionId: string;
  name: string;
  countryCodes: CountryCode[];
  products: Product[];
  oauth: boolean;
  url: string;
  color: string;
  /** PNG, base64. */
  logo?: string;
  routingNumbers: string[];
  /** Status of Plaid's connection to the bank; healthy when absent. */
  health?: 'DEGRADED' | 'DOWN';
  /** When set, connecting this bank fails with this error. */
  refusal?: ErrorCode;
  /** Issues tokenized account numbers, which stop working when the end user revokes permission. */
  tokenized: boolean;
  /** Consent expires after this many days; never when absent. */
  consentDays?: number;
  accounts: AccountTemplate[];
  /** The account that update mode can add after NEW_ACCOUNTS_AVAILABLE. */
  newAccount: AccountTemplate;
}

/** Balances in an ISO 4217 currency. */
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

/** A balance in a currency without an ISO 4217 code. */
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

/** An account of a test user at a bank. */
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

/** The products of an ordinary US bank. */
export const defaultProducts: Product[] = [
  'assets',
  'auth',
  'balance',
  'identity',
  'liabilities',
  'signal',
  'transactions',
  'transfer',
];
