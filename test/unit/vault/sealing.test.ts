import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { asOwnerId, asSealed } from '../../../src/model/ids.js';
import { VaultKeysError, DecryptionError } from '../../../src/vault/errors.js';
import { createKeyRing, open, seal, type SealContext, sealedPrefix } from '../../../src/vault/sealing.js';

const key = (fill: number) => Buffer.alloc(32, fill);
const ring = createKeyRing([{ id: 'k1', key: key(1) }]);
const context: SealContext = { ownerId: asOwnerId('ada'), subject: 'item-1', column: 'items.access_token' };

const wellFormed = fc.string({ unit: 'binary' });
const anyContext = fc.record({ ownerId: wellFormed.map(asOwnerId), subject: wellFormed, column: wellFormed });

describe('a sealed value', () => {
  it('has the documented format, byte for byte as node:crypto computes it from the same key, nonce and context', () => {
    const nonce = Buffer.from('000102030405060708090a0b', 'hex');
    const cipher = createCipheriv('aes-256-gcm', key(1), nonce);
    cipher.setAAD(Buffer.from('["v1","k1","ada","item-1","items.access_token"]'));
    const ciphertext = cipher.update('made-up-token', 'utf8', 'base64url') + cipher.final('base64url');
    const expected = `v1.k1.AAECAwQFBgcICQoL.${cipher.getAuthTag().toString('base64url')}.`;
    const sealed = seal(ring, () => nonce, context, 'made-up-token');
    expect(sealed.slice(0, expected.length)).toBe(expected);
    expect(Buffer.from(sealed.slice(expected.length), 'base64url')).toEqual(Buffer.from(ciphertext, 'base64url'));
    // The same vector as text, so that a change of the format is detected even if both sides above change together.
    expect(sealed).toBe('v1.k1.AAECAwQFBgcICQoL.9vUHMWw34YgCuBAtBU32fA.1sfxQw2LdlSKBYyhTg');
  });

  it('decrypts to the plaintext, for every text and context', () => {
    fc.assert(
      fc.property(anyContext, wellFormed, (where, text) => {
        expect(open(ring, where, seal(ring, randomBytes, where, text))).toBe(text);
      }),
    );
  });

  it('decrypts only in its own context', () => {
    fc.assert(
      fc.property(anyContext, anyContext, (where, elsewhere) => {
        fc.pre(JSON.stringify(where) !== JSON.stringify(elsewhere));
        const sealed = seal(ring, randomBytes, where, 'text');
        expect(() => open(ring, elsewhere, sealed)).toThrow(DecryptionError);
      }),
    );
  });

  it.each([
    ['owner', { ...context, ownerId: asOwnerId('bob') }],
    ['Item', { ...context, subject: 'item-2' }],
    ['column', { ...context, column: 'items.other' }],
    ['boundary between owner and Item', { ...context, ownerId: asOwnerId('adaitem'), subject: '-1' }],
  ])('does not decrypt for another %s', (_what, elsewhere) => {
    const sealed = seal(ring, randomBytes, context, 'text');
    expect(() => open(ring, elsewhere, sealed)).toThrow(DecryptionError);
  });

  it('does not decrypt when any byte is flipped, cut off or added', () => {
    const sealed = seal(ring, randomBytes, context, 'a text of some length');
    for (let at = 0; at < sealed.length; at += 1) {
      for (const bit of [1, 2, 4, 8, 16, 32, 64]) {
        const flipped = String.fromCharCode(sealed.charCodeAt(at) ^ bit);
        const altered = sealed.slice(0, at) + flipped + sealed.slice(at + 1);
        expect(() => open(ring, context, asSealed(altered))).toThrow(DecryptionError);
      }
      expect(() => open(ring, context, asSealed(sealed.slice(0, at)))).toThrow(DecryptionError);
    }
    for (const added of ['=', 'A', '.', ' ', '\n', '.AAAA']) {
      expect(() => open(ring, context, asSealed(sealed + added))).toThrow(DecryptionError);
    }
  });

  it('is rejected with DecryptionError, and nothing else, whatever the text is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          wellFormed,
          fc.array(wellFormed).map((parts) => ['v1', 'k1', ...parts].join('.')),
        ),
        (text) => {
          expect(() => open(ring, context, asSealed(text))).toThrow(DecryptionError);
        },
      ),
    );
  });

  it('reveals nothing about its content or key id when it does not decrypt', () => {
    const where = { ...context, ownerId: asOwnerId('owner-of-it'), subject: 'item-of-it' };
    const sealed = seal(createKeyRing([{ id: 'odd-key-id', key: key(2) }]), randomBytes, where, 'made-up-token');
    const [, , nonce] = sealed.split('.');
    let message = '';
    try {
      open(ring, where, sealed);
    } catch (error) {
      message = String((error as Error).stack) + JSON.stringify(error, Object.getOwnPropertyNames(error));
    }
    expect(message).toContain('cannot be decrypted');
    for (const part of ['made-up-token', 'odd-key-id', String(nonce), where.ownerId, where.subject]) {
      expect(message).not.toContain(part);
    }
  });

  it('never repeats a nonce', () => {
    const nonces = new Set<string | undefined>();
    for (let n = 0; n < 10_000; n += 1) nonces.add(seal(ring, randomBytes, context, '').split('.')[2]);
    expect(nonces.size).toBe(10_000);
  });
});

describe('the key ring', () => {
  it('encrypts with its first key and decrypts with every key', () => {
    const old = seal(ring, randomBytes, context, 'old');
    const rotated = createKeyRing([
      { id: 'k2', key: key(2) },
      { id: 'k1', key: key(1) },
    ]);
    expect(open(rotated, context, old)).toBe('old');
    expect(old.startsWith(sealedPrefix(rotated.sealing.id))).toBe(false);
    expect(seal(rotated, randomBytes, context, 'new').startsWith(sealedPrefix(rotated.sealing.id))).toBe(true);
  });

  it('does not decrypt with a different key of the same id', () => {
    const sealed = seal(ring, randomBytes, context, 'text');
    expect(() => open(createKeyRing([{ id: 'k1', key: key(2) }]), context, sealed)).toThrow(DecryptionError);
  });

  it.each([
    ['no key', []],
    ['a short key', [{ id: 'k', key: Buffer.alloc(31, 1) }]],
    ['a long key', [{ id: 'k', key: Buffer.alloc(33, 1) }]],
    [
      'the same id twice',
      [
        { id: 'k', key: key(1) },
        { id: 'k', key: key(2) },
      ],
    ],
    ['an id that contains the separator', [{ id: 'a.b', key: key(1) }]],
    ['an empty id', [{ id: '', key: key(1) }]],
  ])('rejects %s', (_what, keys) => {
    expect(() => createKeyRing(keys)).toThrow(VaultKeysError);
  });
});
