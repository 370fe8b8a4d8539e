/** A page of a list with a stable order. A cursor stands for the `position` of an entry. */
export interface Page<T> {
  entries: { node: T; position: number }[];
  hasNextPage: boolean;
}

/** Selects part of a list: at most `first` entries after the position `after`. */
export interface PageRequest {
  first: number;
  after: number | null;
}

/** Builds a page. `rows` holds one row more than `first` if there is a next page. */
export function toPage<Row extends { position: number }, Node>(
  rows: Row[],
  first: number,
  toNode: (row: Row) => Node,
): Page<Node> {
  return {
    entries: rows.slice(0, first).map((row) => ({ node: toNode(row), position: row.position })),
    hasNextPage: rows.length > first,
  };
}
