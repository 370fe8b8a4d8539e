import { Field, ObjectType } from 'type-graphql';
import { badUserInput } from '../../errors/gateway-error.js';
import type { OwnerId } from '../../model/ids.js';
import type { Page, PageRequest } from '../../store/store.js';
import { createOpaqueCursors } from '../../vault/opaque-cursor.js';
import type { Vault } from '../../vault/vault.js';
import type { GatewayContext, GraphqlSettings } from '../context.js';

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

/** The lists that have cursors; a cursor of one list does not fit another. */
export type ListName = 'items' | 'linkSessions';

/**
 * The cursors of lists. A position counts the records of everybody, so a cursor does not show it: two of them tell nothing
 * about what lies between, and one is worth nothing to another viewer.
 */
export interface ListCursors {
  encode(list: ListName, position: number): string;
  /** Fails with BAD_USER_INPUT when the text was not given to this viewer by this list. */
  decode(list: ListName, cursor: string): number;
}

/** Those of one viewer. */
export function createListCursors(vault: Pick<Vault, 'fingerprint'>, viewerId: OwnerId): ListCursors {
  const of = (list: ListName) => createOpaqueCursors(vault, `list-cursor/${list}`);
  return {
    encode: (list, position) => of(list).seal(viewerId, position),
    decode(list, cursor) {
      const position = of(list).open(viewerId, cursor);
      if (position !== null) return position;
      throw badUserInput('The cursor is not one that this list gave out.', [
        { path: 'after', rule: 'must be a cursor answered by this list' },
      ]);
    },
  };
}

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

/** A page in the shape of the Relay connection types. */
export interface Connection<T> {
  edges: { cursor: string; node: T }[];
  nodes: T[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

/** Turns a page of the store into a connection. */
export function connectionOf<T>(
  { cursors }: { cursors: ListCursors },
  list: ListName,
  request: PageRequest,
  page: Page<T>,
): Connection<T> {
  const edges = page.entries.map(({ node, position }) => ({ node, cursor: cursors.encode(list, position) }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: request.after !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
