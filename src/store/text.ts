/** PostgreSQL's TEXT holds every character but this one. */
const NUL = '\0';

/** The ids that can be in the database at all: one with a NUL in it would be an error there instead of absent. */
export const storableIds = <Id extends string>(ids: readonly Id[]): Id[] => ids.filter(isStorable);

/** False of an id that cannot be in the database. */
export const isStorable = (id: string): boolean => !id.includes(NUL);

/** Text from outside as it can be kept: NUL becomes U+FFFD, the replacement character. */
export const storableText = (text: string): string => text.replaceAll(NUL, '\uFFFD');
