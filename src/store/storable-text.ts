/** PostgreSQL's TEXT holds every character but this one. */
const NUL = '\0';

/**
 * Whether the text comes back from the database as it went in: without NUL, and well-formed Unicode. A lone surrogate is
 * written as U+FFFD, so that two different texts would become one.
 */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes(NUL);

/** The ids that can be in the database at all: any other would be an error there instead of absent. */
export const storableIds = <Id extends string>(ids: readonly Id[]): Id[] => ids.filter(isStorable);

/** Text from outside as it can be kept: NUL and lone surrogates become U+FFFD, the replacement character. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll(NUL, '\uFFFD');
