import { timingSafeEqual } from 'node:crypto';
import type { Vault } from './vault.js';

/**
 * Converts numbers that clients pass back into opaque text that reveals neither the number nor which of two is larger.
 * The same number, purpose and holder give the same text on every instance with the same vault.
 */
export interface OpaqueCursors {
  /** `holder`: the user who gets the text. It is not valid for anybody else. */
  seal(holder: string, position: number): string;
  /** Null when `seal` did not create exactly this text for this holder. */
  open(holder: string, text: string): number | null;
}

/**
 * The first byte identifies the layout. A different layout gets a different number, so that old cursors can be
 * recognised.
 */
const VERSION = 2;
/** 48 bits: the largest unsigned integer that Buffer reads as a number. At a million per second it lasts nine years. */
const POSITION_BYTES = 6;
/** 128 bits of HMAC-SHA-256: too many to guess, and the text stays short. */
const MAC_BYTES = 16;
const TEXT_BYTES = 1 + MAC_BYTES + POSITION_BYTES;
/** TEXT_BYTES take 31 characters in base64url. Longer input is cut off before decoding. */
const MAX_LENGTH = 64;

/**
 * The text contains the MAC of holder and number, followed by the number encrypted with a key stream derived from that
 * MAC. This is the SIV construction (RFC 5297) with HMAC for both parts, so no nonce is needed.
 */
export function createOpaqueCursors(vault: Pick<Vault, 'fingerprint'>, purpose: string): OpaqueCursors {
  const bytesOf = (part: string, text: string): Buffer =>
    Buffer.from(vault.fingerprint(`${purpose}/${part}`, text), 'base64url');
  // The number contains no colon, so two different pairs of number and holder never give the same text.
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
      // Compares the complete text with the only valid one, so another version, holder, MAC or spelling is rejected.
      const given = Buffer.from(text);
      const expected = Buffer.from(seal(holder, position));
      return given.length === expected.length && timingSafeEqual(given, expected) ? position : null;
    },
  };
}
