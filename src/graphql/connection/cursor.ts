import { badUserInput } from '../../errors/gateway-error.js';
import type { OwnerId } from '../../model/ids.js';
import { createPositions } from '../../vault/positions.js';
import type { Vault } from '../../vault/vault.js';

/** The lists that have cursors; a cursor of one list does not fit another. */
export type ListName = 'items' | 'linkSessions';

/**
 * The cursors of lists. A position counts the records of everybody, so a cursor does not show it: two of them tell nothing
 * about what lies between, and one is worth nothing to another viewer.
 */
export interface ListCursors {
  encode(list: ListName, position: number): string;
  /** Fails with BAD_USER_INPUT when the text was not given to this viewer by this list. */
  decode(list: ListName, cursor: string): number;
}

/** Those of one viewer. */
export function createListCursors(vault: Pick<Vault, 'fingerprint'>, viewerId: OwnerId): ListCursors {
  const of = (list: ListName) => createPositions(vault, `list-cursor/${list}`);
  return {
    encode: (list, position) => of(list).seal(viewerId, position),
    decode(list, cursor) {
      const position = of(list).open(viewerId, cursor);
      if (position !== null) return position;
      throw badUserInput('The cursor is not one that this list gave out.', [
        { path: 'after', rule: 'must be a cursor answered by this list' },
      ]);
    },
  };
}
