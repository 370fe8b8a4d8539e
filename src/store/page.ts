import type { Page } from './store.js';

/** Makes a page of rows that were read one beyond `first`, to see whether there are more. */
export const toPage = <Row extends { position: number }, Node>(
  rows: Row[],
  first: number,
  toNode: (row: Row) => Node,
): Page<Node> => ({
  entries: rows.slice(0, first).map((row) => ({ node: toNode(row), position: row.position })),
  hasNextPage: rows.length > first,
});
