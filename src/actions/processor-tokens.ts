import type { AccountId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { type ActionContext, audit } from './action-context.js';

/** An account, and the Item that proves that the account is the viewer's. */
export interface AccountWithItem {
  item: OwnedItem;
  accountId: AccountId;
}

/** /processor/token/create. The token is not stored. Who created it for which account is audited before it is returned. */
export async function createProcessorToken(
  context: ActionContext,
  { item, accountId, processor }: AccountWithItem & { processor: string },
): Promise<string> {
  const token = await context.plaid.processorTokenCreate(item, { accountId, processor }, context.call);
  await audit(context, 'account.create_processor_token', item, [accountId]);
  return token;
}

/** /processor/stripe/bank_account_token/create */
export async function createStripeBankAccountToken(
  context: ActionContext,
  { item, accountId }: AccountWithItem,
): Promise<string> {
  const token = await context.plaid.processorStripeBankAccountTokenCreate(item, accountId, context.call);
  await audit(context, 'account.create_stripe_bank_account_token', item, [accountId]);
  return token;
}
