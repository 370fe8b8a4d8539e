import type { Bank } from './bank.js';
import { banksAbroad } from './banks-abroad.js';
import { inventedBanks } from './invented-banks.js';
import { usSandboxBanks } from './us-sandbox-banks.js';

export type { Bank } from './bank.js';

/** Every bank of the emulator, in list order. */
export const banks: readonly Bank[] = [...usSandboxBanks, ...inventedBanks, ...banksAbroad];

const byId = new Map(banks.map((bank) => [bank.institutionId, bank]));

/** The bank with this institution_id. Items created from account numbers have a null institution_id and no bank. */
export function findBank(institutionId: string | null): Bank | undefined {
  return institutionId === null ? undefined : byId.get(institutionId);
}
