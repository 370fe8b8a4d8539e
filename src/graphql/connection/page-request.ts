import { badUserInput } from '../../errors/gateway-error.js';
import type { PageRequest } from '../../store/store.js';
import type { GatewayContext, GraphqlSettings } from '../context.js';
import type { ListName } from './cursor.js';

/** What `first` is when the caller leaves it out; the same number stands in the schema. */
export const DEFAULT_PAGE_SIZE = 20;

/** The page that `first` and `after` ask for. Fails with BAD_USER_INPUT when `first` is out of range or `after` is no cursor. */
export function pageRequest(
  context: GatewayContext,
  list: ListName,
  args: { first: number | null | undefined; after: string | null | undefined },
): PageRequest {
  const first = pageSize(context.settings, args.first);
  return { first, after: args.after == null ? null : context.cursors.decode(list, args.after) };
}

/** How many entries `first` asks for. Fails with BAD_USER_INPUT when it is out of range. */
export function pageSize(settings: GraphqlSettings, asked: number | null | undefined): number {
  const first = asked ?? DEFAULT_PAGE_SIZE;
  if (first >= 1 && first <= settings.pageSize) return first;
  throw badUserInput('The page size is out of range.', [
    { path: 'first', rule: `must be between 1 and ${settings.pageSize}` },
  ]);
}
