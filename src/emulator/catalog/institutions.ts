import type { Bank } from './bank.js';
import { banksAbroad } from './banks-abroad.js';
import { inventedBanks } from './invented-banks.js';
import { usSandboxBanks } from './us-sandbox-banks.js';

export type { Bank } from './bank.js';

/** Every bank of the emulator, in the order lists show them. */
export const banks: readonly Bank[] = [...usSandboxBanks, ...inventedBanks, ...banksAbroad];

const byId = new Map(banks.map((bank) => [bank.institutionId, bank]));

/** The bank with that institution_id, if the emulator has it; null is the institution_id of an Item without a bank. */
export function findBank(institutionId: string | null): Bank | undefined {
  return institutionId === null ? undefined : byId.get(institutionId);
}
