import { hkdfSync } from 'node:crypto';
import { type ErrorCode, failure, type PlaidFailure } from './error-catalog.js';
import { text } from './http/validation.js';
import type { Environment } from './options.js';

const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const UUID_BYTES = 16;

/** Bytes derived at a time. Every response needs an id, and one hash per id would dominate its cost. */
const BLOCK_BYTES = 1024;

/** Generates ids. The same seed gives the same ids in the same order. */
export interface Ids {
  /** A lower-case UUID in version 4 format. */
  uuid(kind: string): string;
  /** At most 64 letters and digits, case-sensitive. */
  alphanumeric(kind: string, length: number): string;
  /** At most 64 decimal digits, the first not 0. */
  digits(kind: string, length: number): string;
  /** Restarts the sequence, as after a reset. */
  restart(epoch: number): void;
}

/**
 * `epoch` counts the starts with one data directory, so that a restart with the same seed does not generate the same
 * ids again.
 */
export function createIds(seed: string, firstEpoch = 0): Ids {
  let epoch = firstEpoch;
  const pools = new Map<string, { bytes: Buffer; used: number; block: number }>();
  function bytes(kind: string, length: number): Buffer {
    let pool = pools.get(kind);
    if (pool === undefined || pool.used + length > pool.bytes.length) {
      const block = (pool?.block ?? 0) + 1;
      const drawn = hkdfSync('sha512', seed, '', `${epoch}:${kind}:${block}`, BLOCK_BYTES);
      pool = { bytes: Buffer.from(drawn), used: 0, block };
      pools.set(kind, pool);
    }
    pool.used += length;
    return pool.bytes.subarray(pool.used - length, pool.used);
  }
  function letters(from: Buffer): string {
    let text = '';
    for (const byte of from) text += ALPHANUMERIC.charAt(byte % ALPHANUMERIC.length);
    return text;
  }
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
}

const codes = {
  public: 'INVALID_PUBLIC_TOKEN',
  access: 'INVALID_ACCESS_TOKEN',
  link: 'INVALID_LINK_TOKEN',
  processor: 'INVALID_PROCESSOR_TOKEN',
  user: 'INVALID_USER_TOKEN',
} satisfies Record<string, ErrorCode>;

/** The type of a token: its prefix. */
export type TokenKind = keyof typeof codes;

function formatOf(kind: TokenKind): RegExp {
  return new RegExp(`^${kind}-(sandbox|development|production)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`);
}
const formats: Record<TokenKind, RegExp> = {
  public: formatOf('public'),
  access: formatOf('access'),
  link: formatOf('link'),
  processor: formatOf('processor'),
  user: formatOf('user'),
};

/** A new token. */
export function mintToken(ids: Ids, environment: Environment, kind: TokenKind): string {
  return `${kind}-${environment}-${ids.uuid(kind)}`;
}

/** A well-formed Link token of any environment; it need not exist. */
export function linkTokenFormat() {
  return text({ pattern: formats.link, what: 'a Link token; expected format: link-<environment>-<identifier>' });
}

/** The error for a token that was not found; the message names a wrong format or a wrong environment. */
export function refuseToken(kind: TokenKind, token: string, environment: Environment): PlaidFailure {
  const found = formats[kind].exec(token)?.[1];
  const code = codes[kind];
  if (found === undefined)
    return failure(code, `the ${kind} token is malformed; expected format: ${kind}-<environment>-<identifier>`);
  if (found !== environment)
    return failure(code, `the ${kind} token belongs to another environment; this is ${environment}`);
  return failure(code, `the ${kind} token is unknown, expired or no longer valid`);
}
