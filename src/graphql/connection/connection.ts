import { Field, ObjectType } from 'type-graphql';
import { badUserInput } from '../../errors/gateway-error.js';
import type { OwnerId } from '../../model/ids.js';
import type { Page, PageRequest } from '../../store/store.js';
import { createOpaqueCursors } from '../../vault/opaque-cursor.js';
import type { Vault } from '../../vault/vault.js';
import type { GatewayContext, GraphqlSettings, ListCursors, ListName } from '../context.js';

@ObjectType('PageInfo', {
  simpleResolvers: true,
  description: 'The position of a page within its list.',
})
export class PageInfoType {
  @Field(() => Boolean, {
    description: 'True if there are more entries. To read them, pass `endCursor` as `after`.',
  })
  hasNextPage: boolean;

  @Field(() => Boolean, {
    description: 'True if this page was requested with `after`, so there are entries before it.',
  })
  hasPreviousPage: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the first entry on this page. Null if the page is empty.',
  })
  startCursor: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The cursor of the last entry on this page; pass it as `after` to read the next page. Null if the page is empty.',
  })
  endCursor: string | null;
}

/** The list cursors of one viewer. */
export function createListCursors(vault: Pick<Vault, 'fingerprint'>, viewerId: OwnerId): ListCursors {
  const cursorsOf = (list: ListName) => createOpaqueCursors(vault, `list-cursor/${list}`);
  return {
    encode: (list, position) => cursorsOf(list).seal(viewerId, position),
    decode(list, cursor) {
      const position = cursorsOf(list).open(viewerId, cursor);
      if (position !== null) return position;
      throw invalidCursor();
    },
  };
}

/** The default of `first`, which is also in the schema. */
export const DEFAULT_PAGE_SIZE = 20;

/** The page that `first` and `after` request. Fails with BAD_USER_INPUT if `first` is out of range or `after` is not a valid cursor. */
export function pageRequest(
  context: GatewayContext,
  list: ListName,
  args: { first: number | null | undefined; after: string | null | undefined },
): PageRequest {
  const first = pageSize(context.settings, args.first);
  return { first, after: args.after == null ? null : context.cursors.decode(list, args.after) };
}

/** The page size that `first` requests. Fails with BAD_USER_INPUT if it is out of range. */
export function pageSize(settings: GraphqlSettings, requested: number | null | undefined): number {
  const first = requested ?? DEFAULT_PAGE_SIZE;
  if (first >= 1 && first <= settings.pageSize) return first;
  throw invalidPageSize(settings.pageSize);
}

export function invalidPageSize(max: number): Error {
  return badUserInput('The page size is out of range.', [{ path: 'first', rule: `must be between 1 and ${max}` }]);
}

export function invalidCursor(): Error {
  return badUserInput('The cursor is not a valid cursor of this list.', [
    { path: 'after', rule: 'must be a cursor that this list returned to you' },
  ]);
}

/** A page in the shape of a Relay connection. A cursor is encoded when it is read. */
export interface Connection<T> {
  edges: { cursor: string; node: T }[];
  nodes: T[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

/** Converts a page from the store to a connection. */
export function connectionOf<T>(
  { cursors }: { cursors: ListCursors },
  list: ListName,
  request: PageRequest,
  page: Page<T>,
): Connection<T> {
  // Encrypting a cursor costs more than the rest of the entry, and few pages select the cursors.
  const edges = page.entries.map(({ node, position }) => ({
    node,
    get cursor() {
      return cursors.encode(list, position);
    },
  }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: request.after !== null,
      get startCursor() {
        return edges.at(0)?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    },
  };
}
