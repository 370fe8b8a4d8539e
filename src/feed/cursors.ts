import { timingSafeEqual } from 'node:crypto';
import { badUserInput } from '../errors/gateway-error.js';
import type { OwnerId } from '../model/ids.js';
import type { Vault } from '../vault/vault.js';

/** Makes and reads the opaque positions that clients hand back. Stateless: any instance with the same vault reads them. */
export interface Cursors {
  encode(ownerId: OwnerId, seq: number): string;
  /** Fails with BAD_USER_INPUT when the text is not a cursor of this owner, exactly as it was given out. */
  decode(ownerId: OwnerId, cursor: string): number;
}

/** First byte: the layout below. Another layout takes another number, so that old cursors can still be told apart. */
const VERSION = 1;
/** 48 bits: the widest unsigned integer that Buffer reads as a number; a log of a million events a second lasts nine years. */
const SEQ_BYTES = 6;
/** 128 bits of HMAC-SHA-256: nobody guesses one, and a cursor stays short. */
const MAC_BYTES = 16;

export function createCursors(vault: Pick<Vault, 'fingerprint'>): Cursors {
  function encode(ownerId: OwnerId, seq: number): string {
    const head = Buffer.alloc(1 + SEQ_BYTES);
    head.writeUInt8(VERSION, 0);
    head.writeUIntBE(seq, 1, SEQ_BYTES);
    // The seq has no colon in it, so no two pairs of owner and seq have the same text.
    const mac = Buffer.from(vault.fingerprint('feed-cursor', `${VERSION}:${seq}:${ownerId}`), 'base64url');
    return Buffer.concat([head, mac.subarray(0, MAC_BYTES)]).toString('base64url');
  }

  return {
    encode,
    decode(ownerId, cursor) {
      const bytes = Buffer.from(cursor.slice(0, 64), 'base64url');
      if (bytes.length !== 1 + SEQ_BYTES + MAC_BYTES) throw notACursor();
      const seq = bytes.readUIntBE(1, SEQ_BYTES);
      // The whole text is compared with the one true text: another version, owner, MAC or spelling are all refused.
      const given = Buffer.from(cursor);
      const expected = Buffer.from(encode(ownerId, seq));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw notACursor();
      return seq;
    },
  };
}

function notACursor(): Error {
  return badUserInput('The cursor is not one that this gateway gave to you.', [
    { path: 'after', rule: 'must be a cursor of one of your webhook events, unchanged' },
  ]);
}
