import { notFound } from '../../errors/gateway-error.js';
import type { Loaders } from '../../loaders/loaders.js';
import { asAccountId } from '../../model/ids.js';
import type { AccountOfItem } from './account-of-item.js';
import { findAccount } from './find-account.js';

/** The viewer's account of that id, with its Item; NOT_FOUND when absent or somebody else's. */
export async function requireAccount(loaders: Loaders, id: string): Promise<AccountOfItem> {
  const account = await findAccount(loaders, asAccountId(id));
  if (account === null) throw notFound();
  return account;
}
