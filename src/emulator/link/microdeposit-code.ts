import type { Services } from '../services.js';
import type { AccountRecord, ItemRecord } from '../state/records.js';

/** The code in the description of every micro-deposit in Plaid's Sandbox. */
const DEPOSIT_CODE = 'ABC';
/** The third incorrect code locks the Item. */
const MAX_WRONG_CODES = 3;

/** The account whose same-day micro-deposits are not confirmed yet, if any. */
export function unconfirmedAccount(item: ItemRecord): AccountRecord | undefined {
  return item.accounts.find((account) => account.verificationStatus === 'pending_manual_verification');
}

/** Checks the code of a same-day micro-deposit; the third incorrect code locks the Item. */
export function confirmDeposit(
  { lifecycle, webhooks }: Pick<Services, 'lifecycle' | 'webhooks'>,
  item: ItemRecord,
  code: string,
): 'confirmed' | 'wrong' | 'locked' {
  const account = unconfirmedAccount(item);
  if (account?.micro === undefined) return 'locked';
  if (code.trim().toUpperCase() === DEPOSIT_CODE) account.verificationStatus = 'manually_verified';
  else account.micro.wrongCodes += 1;
  if (account.micro.wrongCodes >= MAX_WRONG_CODES) account.verificationStatus = 'verification_failed';
  lifecycle.save(item);
  webhooks.depositsEnded(item, account);
  if (account.verificationStatus === 'manually_verified') return 'confirmed';
  return account.verificationStatus === 'verification_failed' ? 'locked' : 'wrong';
}
