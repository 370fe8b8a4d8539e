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
