/** The one character that a PostgreSQL TEXT cannot hold. */
const NUL = '\0';

/**
 * Whether a database returns the text unchanged: it has no NUL and is well-formed Unicode. A lone surrogate would be
 * stored as U+FFFD, so two different texts could become equal.
 */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes(NUL);
}

/** The ids that can exist in the database. Any other id would cause an error instead of being absent. */
export function storableIds<Id extends string>(ids: readonly Id[]): Id[] {
  return ids.filter(isStorable);
}

/** Makes external text storable: NUL and lone surrogates become U+FFFD, the replacement character. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll(NUL, '\uFFFD');
}
