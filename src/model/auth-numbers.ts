import type { AccountId } from './ids.js';

/** Common fields of all numbers. `mask` is that of the real account number, never of a tokenized one. */
interface NumbersOfAccount {
  accountId: AccountId;
  mask: string | null;
}

export interface AchNumbers extends NumbersOfAccount {
  account: string;
  routing: string;
  wireRouting: string | null;
  isTokenizedAccountNumber: boolean | null;
  canTransferIn: boolean | null;
  canTransferOut: boolean | null;
}

export interface EftNumbers extends NumbersOfAccount {
  account: string;
  institution: string;
  branch: string;
}

export interface InternationalNumbers extends NumbersOfAccount {
  iban: string;
  bic: string;
}

export interface BacsNumbers extends NumbersOfAccount {
  account: string;
  sortCode: string;
}

/** The numbers object of /auth/get: full account numbers, the most sensitive data the gateway handles. */
export interface AuthNumbers {
  ach: AchNumbers[];
  eft: EftNumbers[];
  international: InternationalNumbers[];
  bacs: BacsNumbers[];
}
