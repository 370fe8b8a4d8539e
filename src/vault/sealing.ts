import { createCipheriv, createDecipheriv } from 'node:crypto';
import { type VaultKey } from '../config/config.js';
import { asSealed, type Sealed } from '../model/sealed.js';
import { VaultUnreadableError } from './errors.js';
import { type SealContext } from './vault.js';

const VERSION = 'v1';
const ALGORITHM = 'aes-256-gcm';
/** NIST SP 800-38D section 8.2.2: a random nonce of 96 bits. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const BASE64URL = /^[A-Za-z0-9_-]*$/;

/** Seals with the first key of the ring and opens with whichever key the text names. */
export interface Sealer {
  seal(context: SealContext, plaintext: string): Sealed;
  open(context: SealContext, sealed: Sealed): string;
}

/** `v1.<key id>.<nonce>.<tag>.<ciphertext>`, base64url, bound to its context by GCM's associated data. */
export function createSealer(keys: readonly VaultKey[], randomBytes: (size: number) => Buffer): Sealer {
  const newest = keys[0];
  if (newest === undefined) throw new VaultUnreadableError('The vault has no key.');
  const ring = new Map(keys.map(({ id, key }) => [id, key]));

  return {
    seal(context, plaintext) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, newest.key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(associatedData(newest.id, context));
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      const parts = [nonce, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url'));
      return asSealed([VERSION, newest.id, ...parts].join('.'));
    },
    open(context, sealed) {
      const { keyId, nonce, tag, ciphertext } = parse(sealed);
      const key = ring.get(keyId);
      if (key === undefined) throw new VaultUnreadableError('Sealed with a key that is not in the ring.');
      try {
        const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
        decipher.setAAD(associatedData(keyId, context));
        decipher.setAuthTag(tag);
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
      } catch {
        throw new VaultUnreadableError('Sealed text was altered, or belongs to another row.');
      }
    },
  };
}

/** JSON of an array keeps the parts apart whatever they contain. */
function associatedData(keyId: string, context: SealContext): Buffer {
  return Buffer.from(JSON.stringify([VERSION, keyId, context.ownerId, context.subject, context.column]));
}

function parse(sealed: Sealed): { keyId: string; nonce: Buffer; tag: Buffer; ciphertext: Buffer } {
  const [version, keyId, nonce, tag, ciphertext, ...rest] = sealed.split('.');
  const encoded = [nonce, tag, ciphertext];
  const wellFormed =
    version === VERSION && keyId !== undefined && rest.length === 0 && encoded.every((part) => part !== undefined);
  if (!wellFormed) throw new VaultUnreadableError('Not sealed text.');
  const [nonceBytes, tagBytes, ciphertextBytes] = encoded.map(decode);
  if (nonceBytes?.length !== NONCE_BYTES || tagBytes?.length !== TAG_BYTES || ciphertextBytes === undefined) {
    throw new VaultUnreadableError('Not sealed text.');
  }
  return { keyId, nonce: nonceBytes, tag: tagBytes, ciphertext: ciphertextBytes };
}

/** Strict: one text for one sequence of bytes, so that no altered text opens. */
function decode(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (!BASE64URL.test(text) || bytes.toString('base64url') !== text) {
    throw new VaultUnreadableError('Not sealed text.');
  }
  return bytes;
}
