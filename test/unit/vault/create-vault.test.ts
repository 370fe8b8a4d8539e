import { randomBytes } from 'node:crypto';
import { asItemId, asOwnerId, asSealed, type ItemId } from '../../../src/model/ids.js';
import type { Store } from '../../../src/store/store.js';
import { createVault } from '../../../src/vault/vault.js';
import { AccessTokenNotFoundError, VaultKeysError, DecryptionError } from '../../../src/vault/errors.js';
import { ada, bob, beginExchange, createStores, removeItem, type TestStores } from '../../support/store.js';

const oldKey = { id: 'k1', key: Buffer.alloc(32, 1) };
const newKey = { id: 'k2', key: Buffer.alloc(32, 2) };
const developmentKey = { id: 'dev-1', key: Buffer.alloc(32, 3) };
const itemId = asItemId('item-1');
const token = 'made-up-access-token';

describe('the vault', () => {
  let stores: TestStores;
  let store: Store;

  const vaultWith = (keys: (typeof oldKey)[], production = false) =>
    createVault({ keys, production, tokens: store.tokens, settings: store.settings });

  const storeItem = async (sealedAccessToken: string, id: ItemId = itemId, ownerId = ada) => {
    const { entry } = await beginExchange(store, ownerId);
    const exchanged = { itemId: id, sealedAccessToken: asSealed(sealedAccessToken), plaidRequestId: null, at: 1 };
    return (await store.journal.completeExchange(entry, exchanged)).item;
  };

  beforeEach(async () => {
    stores = await createStores();
    store = await stores.open();
  });
  afterEach(() => stores.dispose());

  it('decrypts the access token of a stored Item for the duration of a call', async () => {
    const vault = await vaultWith([oldKey]);
    await storeItem(vault.sealAccessToken(ada, itemId, token));
    expect(await vault.withAccessToken(itemId, (opened) => Promise.resolve(opened.length))).toBe(token.length);
  });

  it('decrypts a token that is encrypted but not stored yet', async () => {
    const vault = await vaultWith([oldKey]);
    const sealed = vault.sealAccessToken(ada, itemId, token);
    const owner = { ownerId: ada, itemId };
    expect(await vault.withSealedAccessToken(owner, sealed, (opened) => Promise.resolve(opened))).toBe(token);
    const another = { ownerId: bob, itemId };
    await expect(vault.withSealedAccessToken(another, sealed, () => Promise.resolve())).rejects.toThrow(
      DecryptionError,
    );
  });

  it('decrypts the access token only after its precondition, such as the audit record, and not when that fails', async () => {
    const vault = await vaultWith([oldKey]);
    await storeItem(vault.sealAccessToken(ada, itemId, token));
    const uses: string[] = [];
    const use = (opened: string): Promise<void> => Promise.resolve(void uses.push(opened));
    await expect(vault.withAccessToken(itemId, use, Promise.reject(new Error('no record')))).rejects.toThrow(
      'no record',
    );
    let allow: () => void = () => undefined;
    const using = vault.withAccessToken(itemId, use, new Promise((resolve) => (allow = resolve)));
    await store.tokens.find(itemId);
    expect(uses).toEqual([]);
    allow();
    await using;
    expect(uses).toEqual([token]);
  });

  it('has no access token for an Item that was removed or never stored', async () => {
    const vault = await vaultWith([oldKey]);
    await removeItem(store, await storeItem(vault.sealAccessToken(ada, itemId, token)));
    const use = () => Promise.reject(new Error('must not be called'));
    await expect(vault.withAccessToken(itemId, use)).rejects.toThrow(AccessTokenNotFoundError);
    await expect(vault.withAccessToken(asItemId('never'), use)).rejects.toThrow(AccessTokenNotFoundError);
  });

  it('does not decrypt a token that was copied to the row of another owner or Item', async () => {
    const vault = await vaultWith([oldKey]);
    const sealed = vault.sealAccessToken(ada, itemId, token);
    const copies = [
      await storeItem(sealed, asItemId('item-2'), ada),
      await storeItem(sealed, asItemId('item-3'), bob),
      await storeItem(sealed, itemId, bob),
    ];
    for (const copy of copies) {
      await expect(vault.withAccessToken(copy.id, () => Promise.resolve())).rejects.toThrow(DecryptionError);
    }
  });

  it('does not accept a public token as an access token, nor a token of another owner', async () => {
    const vault = await vaultWith([oldKey]);
    const { sealedPublicToken } = vault.sealPublicToken(ada, 'made-up-public-token');
    expect(vault.openPublicToken(ada, sealedPublicToken)).toBe('made-up-public-token');
    expect(() => vault.openPublicToken(bob, sealedPublicToken)).toThrow(DecryptionError);
    expect(() => vault.openPublicToken(ada, vault.sealAccessToken(ada, itemId, token))).toThrow(DecryptionError);
  });

  it('computes the same fingerprint after a restart and after key rotation', async () => {
    const first = (await vaultWith([oldKey])).fingerprint('link_token', token);
    expect(first).toMatch(/^[\w-]{43}$/);
    expect((await vaultWith([oldKey])).fingerprint('link_token', token)).toBe(first);
    expect((await vaultWith([newKey, oldKey])).fingerprint('link_token', token)).toBe(first);
  });

  it('computes different fingerprints for different purposes, texts and databases', async () => {
    const vault = await vaultWith([oldKey]);
    const elsewhere = await createStores();
    const other = await elsewhere.open();
    const otherVault = await createVault({
      keys: [oldKey],
      production: false,
      tokens: other.tokens,
      settings: other.settings,
    });
    const prints = [
      vault.fingerprint('link_token', token),
      vault.fingerprint('public_token', token),
      vault.fingerprint('link_token', `${token}2`),
      otherVault.fingerprint('link_token', token),
    ];
    await elsewhere.dispose();
    expect(new Set(prints).size).toBe(prints.length);
  });

  it('decrypts with an old key and encrypts with the new one', async () => {
    const before = await vaultWith([oldKey]);
    await storeItem(before.sealAccessToken(ada, itemId, token));
    const after = await vaultWith([newKey, oldKey]);
    expect(await after.withAccessToken(itemId, (opened) => Promise.resolve(opened))).toBe(token);
    expect(after.sealAccessToken(ada, itemId, token)).toMatch(/^v1\.k2\./);
  });

  it('rejects a wrong key at startup, and writes nothing', async () => {
    await vaultWith([oldKey]);
    const writes: string[] = [];
    const settings: Pick<Store['settings'], 'get' | 'putIfAbsent'> = {
      get: (name) => store.settings.get(name),
      putIfAbsent: (name, value) => {
        writes.push(name);
        return store.settings.putIfAbsent(name, value);
      },
    };
    for (const wrong of [newKey, { id: oldKey.id, key: newKey.key }]) {
      const starting = createVault({ keys: [wrong], production: false, tokens: store.tokens, settings });
      await expect(starting).rejects.toThrow(DecryptionError);
    }
    expect(writes).toEqual([]);
    await vaultWith([oldKey]);
  });

  it.each(['vault.key_check', 'vault.fingerprint_secret'])(
    'rejects a wrong key also when a crash left only %s behind, and writes nothing',
    async (name) => {
      await vaultWith([oldKey]);
      const left = new Map([[name, (await store.settings.get(name)) ?? '']]);
      const settings: Pick<Store['settings'], 'get' | 'putIfAbsent'> = {
        get: (wanted) => Promise.resolve(left.get(wanted) ?? null),
        putIfAbsent: () => Promise.reject(new Error('must not be called')),
      };
      const starting = createVault({ keys: [newKey], production: false, tokens: store.tokens, settings });
      await expect(starting).rejects.toThrow(DecryptionError);
    },
  );

  it('can be initialized by several instances concurrently, with the same result', async () => {
    const vaults = await Promise.all(Array.from({ length: 8 }, () => vaultWith([oldKey])));
    expect(new Set(vaults.map((vault) => vault.fingerprint('link_token', token))).size).toBe(1);
  });

  it('can be initialized by only one of two instances with different keys', async () => {
    const outcomes = await Promise.allSettled([vaultWith([oldKey]), vaultWith([newKey])]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('rejects development keys in production, and what they have encrypted', async () => {
    await expect(vaultWith([developmentKey], true)).rejects.toThrow(VaultKeysError);
    await expect(vaultWith([oldKey, developmentKey], true)).rejects.toThrow(VaultKeysError);
    await vaultWith([developmentKey]);
    await expect(vaultWith([oldKey], true)).rejects.toThrow(DecryptionError);
  });

  it('stores no token in the clear', async () => {
    const vault = await vaultWith([{ id: 'k', key: randomBytes(32) }]);
    const sealed = vault.seal({ ownerId: asOwnerId('ada'), subject: 's', column: 'c' }, token);
    expect(sealed).not.toContain(token);
    expect(Buffer.from(sealed.split('.')[4] ?? '', 'base64url').toString('latin1')).not.toContain(token.slice(0, 8));
  });
});
