import { createHmac } from 'node:crypto';

const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Names for everything that is created; the same seed gives the same names in the same order. */
export interface Ids {
  /** A lower-case UUID, version 4 in form. */
  uuid(kind: string): string;
  /** Letters and digits, case-sensitive. */
  alphanumeric(kind: string, length: number): string;
  /** Decimal digits, the first not 0. */
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
  const counts = new Map<string, number>();
  const bytes = (kind: string): Buffer => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return createHmac('sha512', seed).update(`${epoch}:${kind}:${count}`).digest();
  };
  return {
    uuid: (kind) => {
      const hex = bytes(kind).toString('hex');
      const variant = '89ab'.charAt(parseInt(hex.charAt(16), 16) % 4);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    alphanumeric: (kind, length) =>
      Array.from(bytes(kind).subarray(0, length), (byte) => ALPHANUMERIC.charAt(byte % ALPHANUMERIC.length)).join(''),
    digits: (kind, length) =>
      Array.from(bytes(kind).subarray(0, length), (byte, index) =>
        String(index === 0 ? 1 + (byte % 9) : byte % 10),
      ).join(''),
    restart: (next) => {
      epoch = next;
      counts.clear();
    },
  };
};
