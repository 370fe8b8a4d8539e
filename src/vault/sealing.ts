import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { VaultKey } from '../config/config.js';
import { asSealed, type EventId, type ItemId, type LinkSessionId, type OwnerId, type Sealed } from '../model/ids.js';
import { DecryptionError, VaultKeysError } from './errors.js';

/*
 * The cryptography of the vault: encrypting secrets, each kind for its own place, and keyed hashes by which they are found
 * again.
 *
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

/** The part of the vault that reads no stored record. */
export interface VaultCrypto {
  seal(context: SealContext, plaintext: string): Sealed;
  /**
   * Decrypts. Throws DecryptionError when the text was altered or moved to another row, or when its key is not in the
   * key ring.
   */
  open(context: SealContext, sealed: Sealed): string;
  /** A keyed hash (HMAC-SHA-256, base64url). Equal inputs can be found without storing them. */
  fingerprint(purpose: string, plaintext: string): string;
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

/* The seal context of each kind of secret: the owner, record and column for which alone it decrypts. */

export function accessTokenContext(ownerId: OwnerId, itemId: ItemId): SealContext {
  return {
    ownerId,
    subject: itemId,
    column: 'items.access_token',
  };
}

/** A public token has no Item yet, so only its owner is part of the context. */
export function publicTokenContext(ownerId: OwnerId): SealContext {
  return { ownerId, subject: '', column: 'public_token' };
}

export function linkSecretContext(
  session: { id: LinkSessionId; ownerId: OwnerId },
  column: 'link_token' | 'hosted_link_url',
): SealContext {
  return { ownerId: session.ownerId, subject: session.id, column };
}

/**
 * A body is encrypted before the transaction that finds its owner, so only the event is part of the context: it does
 * not decrypt for another event.
 */
export function webhookBodyContext(id: EventId): SealContext {
  return {
    ownerId: '',
    subject: id,
    column: 'webhook_body',
  };
}

/** Encrypts the JSON text of a webhook for the row of its event, or of the quarantined webhook. */
export function sealWebhookBody(vault: Pick<VaultCrypto, 'seal'>, id: EventId, body: string): Sealed {
  return vault.seal(webhookBodyContext(id), body);
}

/** Decrypts the JSON text of a webhook, as received. Throws DecryptionError. */
export function openWebhookBody(vault: Pick<VaultCrypto, 'open'>, event: { id: EventId; sealedBody: Sealed }): string {
  return vault.open(webhookBodyContext(event.id), event.sealedBody);
}

/** The session to which the secrets belong. They decrypt for no other. */
interface SessionRef {
  id: LinkSessionId;
  ownerId: OwnerId;
}

/** Encrypts the link token of a session. */
export function sealLinkToken(vault: VaultCrypto, session: SessionRef, linkToken: string): Sealed {
  return vault.seal(linkSecretContext(session, 'link_token'), linkToken);
}

export function openLinkToken(vault: VaultCrypto, session: SessionRef & { sealedLinkToken: Sealed }): string {
  return vault.open(linkSecretContext(session, 'link_token'), session.sealedLinkToken);
}

/** The URL of a Hosted Link session contains the link token, so it is encrypted too. */
export function sealHostedLinkUrl(vault: VaultCrypto, session: SessionRef, url: string): Sealed {
  return vault.seal(linkSecretContext(session, 'hosted_link_url'), url);
}

export function openHostedLinkUrl(vault: VaultCrypto, session: SessionRef & { sealedHostedLinkUrl: Sealed }): string {
  return vault.open(linkSecretContext(session, 'hosted_link_url'), session.sealedHostedLinkUrl);
}

/** The keyed hash of a link token, by which webhooks find their session. The same on every instance. */
export function linkTokenFingerprint(vault: VaultCrypto, linkToken: string): string {
  return vault.fingerprint('link-token', linkToken);
}

const DERIVATION_INFO = 'plaid-graphql-gateway fingerprint v1';

/**
 * Creates the keyed hash by which secrets can be found again. Its key is derived from a secret in the database and not
 * from the key ring, so fingerprints survive key rotation.
 */
export function createFingerprint(secret: Buffer): (purpose: string, plaintext: string) => string {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', DERIVATION_INFO, KEY_BYTES)));
  return (purpose, plaintext) =>
    createHmac('sha256', key)
      .update(JSON.stringify([purpose, plaintext]), 'utf8')
      .digest('base64url');
}

/**
 * The MAC that chains audit records. Its key is derived from the encrypted secret in the database, so it survives key
 * rotation, and write access to the database without a vault key is not enough to compute it.
 */
export function auditMac(vault: Pick<VaultCrypto, 'fingerprint'>): (text: string) => string {
  return (text) => vault.fingerprint('audit', text);
}
