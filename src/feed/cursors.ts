import { badUserInput } from '../errors/gateway-error.js';
import type { OwnerId } from '../model/ids.js';
import { createOpaqueCursors } from '../vault/opaque-cursor.js';
import type { Vault } from '../vault/vault.js';

/** Makes and reads the opaque positions that clients hand back. Stateless: any instance with the same vault reads them. */
export interface Cursors {
  encode(ownerId: OwnerId, seq: number): string;
  /** Fails with BAD_USER_INPUT when the text is not a cursor of this owner, exactly as it was given out. */
  decode(ownerId: OwnerId, cursor: string): number;
}

export function createCursors(vault: Pick<Vault, 'fingerprint'>): Cursors {
  const positions = createOpaqueCursors(vault, 'feed-cursor');
  return {
    encode: (ownerId, seq) => positions.seal(ownerId, seq),
    decode(ownerId, cursor) {
      const seq = positions.open(ownerId, cursor);
      if (seq === null) throw notACursor();
      return seq;
    },
  };
}

function notACursor(): Error {
  return badUserInput('The cursor is not one that this gateway gave to you.', [
    { path: 'after', rule: 'must be a cursor of one of your webhook events, unchanged' },
  ]);
}
