import { badUserInput } from '../../errors/gateway-error.js';
import type { OwnedItem } from '../../model/item.js';
import { DEFAULT_PAGE_SIZE } from '../connection/page-request.js';
import type { GatewayContext } from '../context.js';
import type { ItemActivityConnectionType } from './consent.type.js';

/** Plaid's limit for a page of /item/activity/list. */
const LARGEST_PAGE = 50;
/** Longer than any cursor of Plaid's; a bound on what is sent on. */
const LONGEST_CURSOR = 1_024;

/** A page of Plaid's own list, with Plaid's own cursor. Fails with BAD_USER_INPUT. */
export async function pageOfActivity(
  { loaders }: Pick<GatewayContext, 'loaders'>,
  item: OwnedItem,
  args: { first: number | null | undefined; after: string | null | undefined },
): Promise<ItemActivityConnectionType> {
  const count = args.first ?? DEFAULT_PAGE_SIZE;
  if (count < 1 || count > LARGEST_PAGE) {
    const rule = `must be between 1 and ${LARGEST_PAGE}`;
    throw badUserInput('The page size is out of range.', [{ path: 'first', rule }]);
  }
  const cursor = args.after ?? null;
  if (cursor !== null && (cursor === '' || cursor.length > LONGEST_CURSOR)) {
    const rule = 'must be a cursor answered by this list';
    throw badUserInput('The cursor is not one that this list gave out.', [{ path: 'after', rule }]);
  }
  const page = await loaders.itemActivity(item, { count, cursor });
  return {
    nodes: page.activities,
    lastDataAccessTimes: page.lastDataAccessTimes,
    pageInfo: {
      hasNextPage: page.nextCursor !== null,
      hasPreviousPage: cursor !== null,
      startCursor: null,
      endCursor: page.nextCursor,
    },
  };
}
