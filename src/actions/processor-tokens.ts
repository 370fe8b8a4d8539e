import { type ActionContext, audit } from './action-context.js';
import type { AccountOfOwnedItem } from './actions.js';

/** /processor/token/create. Nothing of the token is kept; who made it for which account is, before it is answered. */
export async function createProcessorToken(
  context: ActionContext,
  { item, accountId, processor }: AccountOfOwnedItem & { processor: string },
): Promise<string> {
  const token = await context.plaid.processorTokenCreate(item, { accountId, processor }, context.call);
  await audit(context, 'account.create_processor_token', item, [accountId]);
  return token;
}

/** /processor/stripe/bank_account_token/create */
export async function createStripeBankAccountToken(
  context: ActionContext,
  { item, accountId }: AccountOfOwnedItem,
): Promise<string> {
  const token = await context.plaid.processorStripeBankAccountTokenCreate(item, accountId, context.call);
  await audit(context, 'account.create_stripe_bank_account_token', item, [accountId]);
  return token;
}
