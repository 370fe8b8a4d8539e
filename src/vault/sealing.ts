import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import type { VaultKey } from '../config/config.js';
import { asSealed, type Sealed } from '../model/sealed.js';
import { VaultKeysError, DecryptionError } from './errors.js';
import type { SealContext } from './vault.js';

const VERSION = 'v1';
/** NIST SP 800-38D: 96 bits is the nonce length for which GCM needs no further hashing. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** Neither the separator of the sealed text nor anything that needs quoting in a configuration. */
const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/;

export type RandomBytes = (size: number) => Buffer;

/** The keys of the vault: `sealing` seals, all of them open. */
export interface KeyRing {
  readonly sealing: { readonly id: string; readonly key: KeyObject };
  readonly keys: ReadonlyMap<string, KeyObject>;
}

/** Checks the keys and takes them in; the ring keeps no reference to the buffers. */
export function createKeyRing(keys: readonly VaultKey[]): KeyRing {
  const ring = new Map<string, KeyObject>();
  for (const { id, key } of keys) {
    if (!KEY_ID.test(id)) throw new VaultKeysError('A vault key id must be 1 to 64 letters, digits, "_" or "-".');
    if (key.length !== KEY_BYTES) throw new VaultKeysError(`Vault key "${id}" must have ${KEY_BYTES} bytes.`);
    if (ring.has(id)) throw new VaultKeysError(`Vault key id "${id}" is there twice.`);
    ring.set(id, createSecretKey(key));
  }
  const [first] = ring;
  if (first === undefined) throw new VaultKeysError('The vault needs at least one key.');
  return { sealing: { id: first[0], key: first[1] }, keys: ring };
}

/**
 * What the tag covers besides the ciphertext. A JSON array of strings: two different contexts never have the same text,
 * whatever characters an id holds.
 */
function associatedData(keyId: string, { ownerId, subject, column }: SealContext): Buffer {
  return Buffer.from(JSON.stringify([VERSION, keyId, ownerId, subject, column]), 'utf8');
}

/** Seals with the first key of the ring. A random nonce is safe for 2^32 texts per key; rotate keys long before. */
export function seal(ring: KeyRing, random: RandomBytes, context: SealContext, plaintext: string): Sealed {
  const { id, key } = ring.sealing;
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(id, context));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  const parts = [nonce, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url'));
  return asSealed([VERSION, id, ...parts].join('.'));
}

function unreadable(): DecryptionError {
  return new DecryptionError('A sealed value does not open: it was altered or moved, or its key is not in the ring.');
}

/** Decodes the one spelling that encoding gives: no padding, no stray bits, no other alphabet. */
function decode(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw unreadable();
  return bytes;
}

function parse(sealed: string): { keyId: string; nonce: Buffer; tag: Buffer; ciphertext: Buffer } {
  const [version, keyId, nonceText, tagText, ciphertextText, ...rest] = sealed.split('.');
  if (version !== VERSION || keyId === undefined || rest.length > 0) throw unreadable();
  if (nonceText === undefined || tagText === undefined || ciphertextText === undefined) throw unreadable();
  const nonce = decode(nonceText);
  const tag = decode(tagText);
  if (nonce.length !== NONCE_BYTES || tag.length !== TAG_BYTES) throw unreadable();
  return { keyId, nonce, tag, ciphertext: decode(ciphertextText) };
}

/** How everything begins that the key of this id has sealed. For finding what another one has. */
export function sealedBeginning(keyId: string): string {
  return `${VERSION}.${keyId}.`;
}

/** Opens with the key named in the text. Fails with VaultUnreadableError, whose message says nothing of the content. */
export function open(ring: KeyRing, context: SealContext, sealed: Sealed): string {
  const { keyId, nonce, tag, ciphertext } = parse(sealed);
  const key = ring.keys.get(keyId);
  if (key === undefined) throw unreadable();
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(keyId, context));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
  } catch {
    throw unreadable();
  }
}
