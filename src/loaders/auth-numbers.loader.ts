import { badUserInput } from '../errors/gateway-error.js';
import type { Account } from '../model/account.js';
import type { AuthNumbers } from '../model/auth-numbers.js';
import type { AccountId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { accountsGet } from '../plaid/endpoints/accounts-get.js';
import { authGet } from '../plaid/endpoints/auth-get.js';
import { gatherWrites, memoizeByItem } from './batching.js';
import { createReadAudit, type Disclosure, type Load, onlyOwn, readItem, requireScope } from './load.js';
import type { OperationContext } from './loader-context.js';

interface NumbersRequest {
  item: OwnedItem;
  /** null: every account. */
  accountIds: readonly AccountId[] | null;
}

const NONE: AuthNumbers = { ach: [], eft: [], international: [], bacs: [] };

/**
 * Full account numbers, returned only after their audit record is durable. One operation makes one Plaid call per Item, and
 * one record per Item for everything that is requested together. `accountIds` null: every account; an id that is not the
 * Item's is BAD_USER_INPUT.
 */
export function authNumbers(
  context: OperationContext,
  { load }: { load: Load },
): (item: OwnedItem, accountIds: readonly AccountId[] | null) => Promise<AuthNumbers> {
  const { viewer } = context;
  const audit = createReadAudit(context, authGet);
  const numbersOf = memoizeByItem((item) => readItem(context, { endpoint: authGet, item, audit }));

  const select = async ({ item, accountIds }: NumbersRequest): Promise<AuthNumbers> => {
    const all = await numbersOf(item);
    if (accountIds === null) return all;
    const requested = new Set(accountIds);
    const known = new Set([...accountIdsOf(all)]);
    // An account without numbers still belongs to the Item; only the list of all accounts shows it.
    if (!isSubset(requested, known)) requireAccounts(await load(accountsGet, item), requested);
    return filtered(all, (id) => requested.has(id));
  };

  const disclose = gatherWrites(context.reads, async (disclosed: readonly Disclosure[]) => {
    await audit?.record(disclosed);
  });

  return onlyOwn(viewer, async (item, accountIds) => {
    requireScope(viewer, authGet);
    if (accountIds?.length === 0) return NONE;
    const numbers = await select({ item, accountIds });
    await disclose({ item, accountIds: accountIdsOf(numbers) });
    return numbers;
  });
}

function requireAccounts(accounts: readonly Account[], requested: ReadonlySet<AccountId>): void {
  if (isSubset(requested, new Set(accounts.map((account) => account.id)))) return;
  throw badUserInput('An account id does not belong to this Item.', [
    { path: 'accountIds', rule: 'must contain only accounts of this Item' },
  ]);
}

const isSubset = (part: ReadonlySet<AccountId>, whole: ReadonlySet<AccountId>): boolean =>
  [...part].every((id) => whole.has(id));

const accountIdsOf = (numbers: AuthNumbers): ReadonlySet<AccountId> =>
  new Set(Object.values(numbers).flatMap((list: { accountId: AccountId }[]) => list.map((entry) => entry.accountId)));

function filtered(numbers: AuthNumbers, isWanted: (id: AccountId) => boolean): AuthNumbers {
  const requested = <T extends { accountId: AccountId }>(list: readonly T[]): T[] =>
    list.filter((entry) => isWanted(entry.accountId));
  return {
    ach: requested(numbers.ach),
    eft: requested(numbers.eft),
    international: requested(numbers.international),
    bacs: requested(numbers.bacs),
  };
}
