import type { Account } from '../model/account.js';
import type { AccountId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { storableIds } from '../store/storable-text.js';
import { createIdleSignal, gatherWrites } from './idle-signal.js';
import type { LoaderContext } from './loader-context.js';

/** Brings the index that finds the Item of an account up to date with a response of /accounts/get, before it is returned. */
export type AccountIndexer = (item: OwnedItem, response: Promise<Account[]>) => Promise<Account[]>;

interface ChangedList {
  item: OwnedItem;
  accountIds: readonly AccountId[];
}

/**
 * The index is read while Plaid is called and written only when the accounts differ. Responses of one operation that arrive
 * at about the same time are written and returned together: what is read next for their accounts, such as their numbers,
 * is then read together as well, and costs one lookup of tokens and one audit commit.
 */
export function createAccountIndexer({ store: { accounts: index } }: Pick<LoaderContext, 'store'>): AccountIndexer {
  const calls = createIdleSignal();
  const write = gatherWrites(calls, async (changes: readonly (ChangedList | null)[]) => {
    const changed = changes.filter((change) => change !== null);
    await Promise.all(changed.map(({ item, accountIds }) => index.replace(item, accountIds)));
  });

  async function changeIn(item: OwnedItem, response: Promise<Account[]>): Promise<ChangedList | null> {
    const known = item.hasKnownAccounts ? index.accountsOf(item) : Promise.resolve(null);
    // Its failure is reported below, after that of the call.
    known.catch(() => undefined);
    const accountIds = storableIds([...new Set((await response).map(({ id }) => id))]);
    return isEqual(await known, accountIds) ? null : { item, accountIds };
  }

  return async (item, response) => {
    const end = calls.begin();
    await write(await changeIn(item, response).finally(end));
    return response;
  };
}

function isEqual(known: ReadonlySet<AccountId> | null, accountIds: readonly AccountId[]): boolean {
  return known?.size === accountIds.length && accountIds.every((id) => known.has(id));
}
