import type { Page, PageRequest } from '../../store/store.js';
import type { ListCursors, ListName } from './cursor.js';

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
