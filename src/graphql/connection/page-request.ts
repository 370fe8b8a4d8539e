import { badUserInput } from '../../errors/gateway-error.js';
import type { PageRequest } from '../../store/store.js';
import type { GatewayContext } from '../context.js';
import { decodeCursor, type ListName } from './cursor.js';

/** What `first` is when the caller leaves it out; the same number stands in the schema. */
export const DEFAULT_PAGE_SIZE = 20;

/** The page that `first` and `after` ask for. Fails with BAD_USER_INPUT when `first` is out of range or `after` is no cursor. */
export function pageRequest(
  context: GatewayContext,
  list: ListName,
  args: { first: number | null | undefined; after: string | null | undefined },
): PageRequest {
  const first = args.first ?? DEFAULT_PAGE_SIZE;
  if (first < 1 || first > context.settings.pageSize) {
    throw badUserInput('The page size is out of range.', [
      { path: 'first', rule: `must be between 1 and ${context.settings.pageSize}` },
    ]);
  }
  return { first, after: args.after == null ? null : decodeCursor(list, args.after) };
}
