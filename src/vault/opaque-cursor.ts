import { timingSafeEqual } from 'node:crypto';
import type { Vault } from './vault.js';

/**
 * Numbers that clients hand back to us, as texts that say nothing: neither which number, nor which of two is larger. The
 * same number, purpose and holder make the same text, on every instance with the same vault.
 */
export interface OpaqueCursors {
  /** `holder`: whom the text is given to; it is worth nothing to anybody else. */
  seal(holder: string, position: number): string;
  /** null when the text was not made by `seal` for this holder, exactly as it is. */
  open(holder: string, text: string): number | null;
}

/** First byte: the layout below. Another layout takes another number, so that old texts can still be told apart. */
const VERSION = 2;
/** 48 bits: the widest unsigned integer that Buffer reads as a number; a million a second last nine years. */
const POSITION_BYTES = 6;
/** 128 bits of HMAC-SHA-256: nobody guesses one, and the text stays short. */
const MAC_BYTES = 16;
const TEXT_BYTES = 1 + MAC_BYTES + POSITION_BYTES;
/** base64url of TEXT_BYTES takes 31; nothing longer is looked at. */
const MAX_LENGTH = 64;

/**
 * A text is the MAC of holder and number, and the number hidden by a key stream that the MAC begins: the construction of
 * SIV (RFC 5297) with HMAC for both halves, so that no nonce has to be kept or made.
 */
export function createOpaqueCursors(vault: Pick<Vault, 'fingerprint'>, purpose: string): OpaqueCursors {
  const bytesOf = (part: string, text: string): Buffer =>
    Buffer.from(vault.fingerprint(`${purpose}/${part}`, text), 'base64url');
  // The position has no colon in it, so no two pairs of position and holder have the same text.
  const macOf = (holder: string, position: number): Buffer =>
    bytesOf('mac', `${VERSION}:${position}:${holder}`).subarray(0, MAC_BYTES);

  function hide(position: Buffer, mac: Buffer): Buffer {
    const stream = bytesOf('stream', mac.toString('base64url'));
    return Buffer.from(position.map((byte, index) => byte ^ (stream[index] ?? 0)));
  }

  function seal(holder: string, position: number): string {
    const plain = Buffer.alloc(POSITION_BYTES);
    plain.writeUIntBE(position, 0, POSITION_BYTES);
    const mac = macOf(holder, position);
    return Buffer.concat([Buffer.of(VERSION), mac, hide(plain, mac)]).toString('base64url');
  }

  return {
    seal,
    open(holder, text) {
      const bytes = Buffer.from(text.slice(0, MAX_LENGTH), 'base64url');
      if (bytes.length !== TEXT_BYTES) return null;
      const mac = bytes.subarray(1, 1 + MAC_BYTES);
      const position = hide(bytes.subarray(1 + MAC_BYTES), mac).readUIntBE(0, POSITION_BYTES);
      // The whole text is compared with the one true text: another version, holder, MAC or spelling are all refused.
      const given = Buffer.from(text);
      const expected = Buffer.from(seal(holder, position));
      return given.length === expected.length && timingSafeEqual(given, expected) ? position : null;
    },
  };
}
