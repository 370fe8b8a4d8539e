import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import type { VaultKey } from '../config/config.js';
import type { OwnerId } from '../model/ids.js';
import { asSealed, type Sealed } from '../model/sealed.js';
import { VaultKeysError, DecryptionError } from './errors.js';

/*
 * Sealed means encrypted with AES-256-GCM under a key of the key ring, with a random 96-bit nonce and with the owner, the
 * subject and the column as associated data: `seal` encrypts and `open` decrypts. A value that was altered or copied to
 * another row does not decrypt.
 *
 * The format is v1.<key id>.<nonce>.<tag>.<ciphertext>, each of the last three in base64url.
 */

const VERSION = 'v1';
/** The nonce length that NIST SP 800-38D recommends for GCM. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** Key ids contain neither the separator of the format nor characters that need quoting in a configuration. */
const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * The associated data of an encrypted value. It decrypts only for the same owner, subject and column, so a value that
 * is copied to another row is useless. `subject` is the id of the record: an item_id, a session id, an event id or a
 * cache key.
 */
export interface SealContext {
  ownerId: OwnerId | '';
  subject: string;
  column: string;
}

export type RandomBytes = (size: number) => Buffer;

/** The keys of the vault: `sealing` encrypts, and every key of `keys` decrypts. */
export interface KeyRing {
  readonly sealing: { readonly id: string; readonly key: KeyObject };
  readonly keys: ReadonlyMap<string, KeyObject>;
}

/** Validates and imports the keys. The ring keeps no reference to the buffers. */
export function createKeyRing(keys: readonly VaultKey[]): KeyRing {
  const ring = new Map<string, KeyObject>();
  for (const { id, key } of keys) {
    if (!KEY_ID.test(id)) throw new VaultKeysError('A vault key id must be 1 to 64 letters, digits, "_" or "-".');
    if (key.length !== KEY_BYTES) throw new VaultKeysError(`Vault key "${id}" must have ${KEY_BYTES} bytes.`);
    if (ring.has(id)) throw new VaultKeysError(`Vault key id "${id}" is used twice.`);
    ring.set(id, createSecretKey(key));
  }
  const [first] = ring;
  if (first === undefined) throw new VaultKeysError('The vault needs at least one key.');
  return { sealing: { id: first[0], key: first[1] }, keys: ring };
}

/**
 * The associated data that the authentication tag covers. It is a JSON array of strings, so two different contexts
 * never produce the same bytes, whatever characters an id contains.
 */
function associatedData(keyId: string, { ownerId, subject, column }: SealContext): Buffer {
  return Buffer.from(JSON.stringify([VERSION, keyId, ownerId, subject, column]), 'utf8');
}

/**
 * Encrypts with the first key of the ring. Random nonces are safe for 2^32 values per key; rotate keys long before
 * that.
 */
export function seal(ring: KeyRing, random: RandomBytes, context: SealContext, plaintext: string): Sealed {
  const { id, key } = ring.sealing;
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(id, context));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  const parts = [nonce, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url'));
  return asSealed([VERSION, id, ...parts].join('.'));
}

function cannotDecrypt(): DecryptionError {
  return new DecryptionError(
    'A value cannot be decrypted: it was altered or moved, or its key is not in the key ring.',
  );
}

/** Accepts only canonical base64url: no padding, no stray bits, no other alphabet. */
function decode(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw cannotDecrypt();
  return bytes;
}

function parse(sealed: string): { keyId: string; nonce: Buffer; tag: Buffer; ciphertext: Buffer } {
  const [version, keyId, nonceText, tagText, ciphertextText, ...rest] = sealed.split('.');
  if (version !== VERSION || keyId === undefined || rest.length > 0) throw cannotDecrypt();
  if (nonceText === undefined || tagText === undefined || ciphertextText === undefined) throw cannotDecrypt();
  const nonce = decode(nonceText);
  const tag = decode(tagText);
  if (nonce.length !== NONCE_BYTES || tag.length !== TAG_BYTES) throw cannotDecrypt();
  return { keyId, nonce, tag, ciphertext: decode(ciphertextText) };
}

/** The prefix of everything that the key with this id has encrypted. Used to find values of other keys. */
export function sealedPrefix(keyId: string): string {
  return `${VERSION}.${keyId}.`;
}

/**
 * Decrypts with the key that the text names. Throws DecryptionError, whose message reveals nothing about the content.
 */
export function open(ring: KeyRing, context: SealContext, sealed: Sealed): string {
  const { keyId, nonce, tag, ciphertext } = parse(sealed);
  const key = ring.keys.get(keyId);
  if (key === undefined) throw cannotDecrypt();
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(keyId, context));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
  } catch {
    throw cannotDecrypt();
  }
}
