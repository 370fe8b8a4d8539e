import type { Sealed } from '../../model/sealed.js';

/** Every place where sealed text rests in the database. The settings come last: a start tries the keys on them. */
export const SEALED_COLUMNS = [
  'items.access_token',
  'link_sessions.link_token',
  'link_sessions.hosted_link_url',
  'journal.public_token',
  'events.body',
  'letters.body',
  'settings',
] as const;
export type SealedColumn = (typeof SEALED_COLUMNS)[number];

export interface SealedValues {
  /** Values that begin with none of `prefixes`, by id, after the id `after`; `ownerId` is empty where a row has no owner. */
  notBeginningWith(
    column: SealedColumn,
    prefixes: readonly string[],
    page: { after: string; limit: number },
  ): Promise<{ id: string; ownerId: string; sealed: Sealed }[]>;
  /** Replaces a value unless it has changed since it was read. */
  replace(column: SealedColumn, id: string, before: Sealed, after: Sealed): Promise<void>;
}
