import DataLoader from 'dataloader';
import { badUserInput, GatewayError } from '../errors/gateway-error.js';
import type { AuthNumbers } from '../model/auth-numbers.js';
import type { AccountId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { type LoaderContext, memoizeByItem, allSettled } from './loader-context.js';
import type { Loaders } from './loaders.js';
import { createAuthNumbersAudit } from './auth-numbers-audit.js';

interface NumbersRequest {
  item: OwnedItem;
  /** null: every account. */
  accountIds: readonly AccountId[] | null;
}

const NONE: AuthNumbers = { ach: [], eft: [], international: [], bacs: [] };

/**
 * Full account numbers: only with the scope, only after the audit record is durable. What one operation asks of one Item
 * is one Plaid call and, as far as it is asked for together, one record.
 */
export function authNumbersLoader(context: LoaderContext, accounts: Loaders['accounts']): Pick<Loaders, 'authNumbers'> {
  const { viewer, cache, plaid, call } = context;
  const audit = createAuthNumbersAudit(context);
  const numbersOf = memoizeByItem((item) =>
    cache.readItemData('authNumbers', item, call, async (shared) => {
      // First: while nothing can be recorded, Plaid is not asked either.
      await audit.recordFetch(item);
      return plaid.authGet(item, shared);
    }),
  );

  const select = async ({ item, accountIds }: NumbersRequest): Promise<AuthNumbers> => {
    const all = await numbersOf(item);
    if (accountIds === null) return all;
    const requested = new Set(accountIds);
    const known = new Set([...accountIdsOf(all)]);
    // An account without numbers is still the Item's; only the whole list of accounts can tell.
    if (!isSubset(requested, known)) await requireAccounts(accounts, item, requested);
    return filtered(all, (id) => requested.has(id));
  };

  const loader = new DataLoader<NumbersRequest, AuthNumbers>(
    async (requests) => {
      const selected = await allSettled(requests.map(select));
      const answered = requests.flatMap(({ item }, index) => {
        const numbers = selected[index];
        return numbers === undefined || numbers instanceof Error ? [] : [{ item, accountIds: accountIdsOf(numbers) }];
      });
      await audit.record(answered);
      return selected;
    },
    { cache: false },
  );

  return {
    async authNumbers(item, accountIds) {
      if (!viewer.scopes.has('auth_numbers:read')) {
        throw new GatewayError('FORBIDDEN', 'Account numbers need the scope auth_numbers:read.');
      }
      return accountIds?.length === 0 ? NONE : loader.load({ item, accountIds });
    },
  };
}

async function requireAccounts(
  accounts: Loaders['accounts'],
  item: OwnedItem,
  requested: ReadonlySet<AccountId>,
): Promise<void> {
  const known = new Set((await accounts(item)).map((account) => account.id));
  if (isSubset(requested, known)) return;
  throw badUserInput('An account id is not one of this Item.', [
    { path: 'accountIds', rule: 'must hold only accounts of this Item' },
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
