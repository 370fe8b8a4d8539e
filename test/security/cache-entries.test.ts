import { randomBytes } from 'node:crypto';
import { openEntry, sealEntry } from '../../src/cache/sealed-entry.js';
import { asSealed } from '../../src/model/ids.js';
import { createKeyRing, open, seal, type SealContext } from '../../src/vault/sealing.js';
import { ada, bob } from '../support/store.js';

const ring = createKeyRing([{ id: 'k', key: randomBytes(32) }]);
const vault = {
  seal: (context: SealContext, text: string) => seal(ring, randomBytes, context, text),
  open: (context: SealContext, text: string) => open(ring, context, asSealed(text)),
};
function now() {
  return 1_000;
}
const place = { ownerId: ada, key: 'key-of-adas-numbers' };

describe('a cache entry', () => {
  it('T5: decrypts only for its owner and only under its own key', () => {
    const sealed = sealEntry(vault, place, { expiresAt: 2_000, value: { account: '1111222233330000' } });
    expect(openEntry(vault, place, sealed, now)?.value).toEqual({ account: '1111222233330000' });
    expect(openEntry(vault, { ...place, ownerId: bob }, sealed, now)).toBeNull();
    expect(openEntry(vault, { ...place, ownerId: '' }, sealed, now)).toBeNull();
    expect(openEntry(vault, { ...place, key: 'key-of-something-else' }, sealed, now)).toBeNull();
  });
});
