/** PostgreSQL's TEXT holds every character but this one. */
const NUL = '\0';

/**
 * Whether the text comes back from the database as it went in: without NUL, and well-formed Unicode. A lone surrogate is
 * written as U+FFFD, so that two different texts would become one.
 */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes(NUL);
}

/** The ids that can be in the database at all: any other would be an error there instead of absent. */
export function storableIds<Id extends string>(ids: readonly Id[]): Id[] {
  return ids.filter(isStorable);
}

/** Text from outside as it can be kept: NUL and lone surrogates become U+FFFD, the replacement character. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll(NUL, '\uFFFD');
}
