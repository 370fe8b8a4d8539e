import { accountsGetResponse, authGetResponse, itemGetResponse, itemsOf } from './page-records.js';
import { toAccounts, toAuthNumbers, toItemDetails } from './page-schema.js';

const pages = new Map<string, object[]>();

/** The complete page of an owner, created on first use: what a server returns that already has everything. */
export function pageInMemory(owner: string): object[] {
  const known = pages.get(owner);
  if (known !== undefined) return known;
  const page = itemsOf([owner]).map(({ item }) => ({
    id: item,
    ...toItemDetails(itemGetResponse(item)),
    accounts: toAccounts(accountsGetResponse(item)),
    authNumbers: toAuthNumbers(authGetResponse(item)),
  }));
  pages.set(owner, page);
  return page;
}
