import { hkdfSync } from 'node:crypto';

const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const UUID_BYTES = 16;

/** Bytes drawn at a time: every answer needs a name, and a hash for each would be a large part of its cost. */
const BLOCK_BYTES = 1024;

/** Names for everything that is created; the same seed gives the same names in the same order. */
export interface Ids {
  /** A lower-case UUID, version 4 in form. */
  uuid(kind: string): string;
  /** At most 64 letters and digits, case-sensitive. */
  alphanumeric(kind: string, length: number): string;
  /** At most 64 decimal digits, the first not 0. */
  digits(kind: string, length: number): string;
  /** Starts the sequence again, as after a reset. */
  restart(epoch: number): void;
}

/**
 * `epoch` counts the starts of one data directory, so that a restart with the same seed does not repeat
 * names that are already taken.
 */
export const createIds = (seed: string, firstEpoch = 0): Ids => {
  let epoch = firstEpoch;
  const pools = new Map<string, { bytes: Buffer; used: number; block: number }>();
  const bytes = (kind: string, length: number): Buffer => {
    let pool = pools.get(kind);
    if (pool === undefined || pool.used + length > pool.bytes.length) {
      const block = (pool?.block ?? 0) + 1;
      const drawn = hkdfSync('sha512', seed, '', `${epoch}:${kind}:${block}`, BLOCK_BYTES);
      pool = { bytes: Buffer.from(drawn), used: 0, block };
      pools.set(kind, pool);
    }
    pool.used += length;
    return pool.bytes.subarray(pool.used - length, pool.used);
  };
  const letters = (from: Buffer): string => {
    let text = '';
    for (const byte of from) text += ALPHANUMERIC.charAt(byte % ALPHANUMERIC.length);
    return text;
  };
  return {
    uuid: (kind) => {
      const hex = bytes(kind, UUID_BYTES).toString('hex');
      const variant = '89ab'.charAt(parseInt(hex.charAt(16), 16) % 4);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    alphanumeric: (kind, length) => letters(bytes(kind, length)),
    digits: (kind, length) =>
      Array.from(bytes(kind, length), (byte, index) => String(index === 0 ? 1 + (byte % 9) : byte % 10)).join(''),
    restart: (next) => {
      epoch = next;
      pools.clear();
    },
  };
};
