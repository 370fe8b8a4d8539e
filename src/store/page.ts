/** A page of a list in a stable order; `position` is what a cursor stands for. */
export interface Page<T> {
  entries: { node: T; position: number }[];
  hasNextPage: boolean;
}

/** Which part of a list: at most `first` entries, after `after`. */
export interface PageRequest {
  first: number;
  after: number | null;
}

/** Makes a page of rows that were read one beyond `first`, to see whether there are more. */
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
