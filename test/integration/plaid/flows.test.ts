import { createEmulator, type Emulator } from '../../../src/emulator/emulator.js';
import { asInstitutionId, asLinkSessionId, asOwnerId } from '../../../src/model/ids.js';
import type { OwnedItem, PlaidItem } from '../../../src/model/item.js';
import { createPlaidClient, type PlaidCall } from '../../../src/plaid/plaid-client.js';
import { linkTokenFingerprint, sealLinkToken } from '../../../src/vault/sealing.js';
import type { Vault } from '../../../src/vault/vault.js';
import { createEmulatorClient, type EmulatorClient } from '../../support/emulator-client.js';
import { countedCall, createReadPath, EMULATOR_CREDENTIALS, type ReadPath } from '../../support/read-path.js';

const ada = asOwnerId('ada');
let emulator: Emulator;
let control: EmulatorClient;
let path: ReadPath;
let item: OwnedItem;

beforeAll(async () => {
  emulator = await createEmulator({ rateLimits: 'off' });
  control = createEmulatorClient(emulator.url);
  path = await createReadPath({ baseUrl: emulator.url });
  item = await path.link(ada);
});
afterAll(async () => {
  await path.close();
  await control.close();
  await emulator.close();
});

describe('against the emulator', () => {
  it('an Item, its accounts, numbers and balances are read with one call each', async () => {
    const call = countedCall();
    const plaidItem = await path.plaid.itemGet(item, call);
    const accounts = await path.plaid.accountsGet(item, call);
    const numbers = await path.plaid.authGet(item, call);
    const all = { accountIds: [], minLastUpdatedDatetime: null };
    const balances = await path.plaid.accountsBalanceGet(item, all, call);
    expect(plaidItem).toMatchObject({ id: item.id, institutionId: 'ins_109508', error: null });
    expect(plaidItem.createdAt).toBeInstanceOf(Date);
    expect(accounts.length).toBeGreaterThan(0);
    expect(balances.map((account) => account.id)).toEqual(accounts.map((account) => account.id));
    expect(numbers.ach.length).toBeGreaterThan(0);
    for (const ach of numbers.ach) {
      expect(ach.mask).toBe(accounts.find((account) => account.id === ach.accountId)?.mask);
    }
    expect(call.paths).toEqual(['/item/get', '/accounts/get', '/auth/get', '/accounts/balance/get']);
  });

  it('balances are requested for the selected accounts only', async () => {
    const [first] = await path.plaid.accountsGet(item, countedCall());
    if (first === undefined) throw new Error('the emulator made no account');
    const options = { accountIds: [first.id], minLastUpdatedDatetime: null };
    const balances = await path.plaid.accountsBalanceGet(item, options, countedCall());
    expect(balances.map((account) => account.id)).toEqual([first.id]);
  });

  it('an institution is found with its logo and color, and is absent in another country', async () => {
    const found = await path.plaid.institutionsGetById(
      { id: asInstitutionId('ins_109508'), countryCodes: ['US'] },
      countedCall(),
    );
    expect(found).toMatchObject({ id: 'ins_109508', countryCodes: ['US'] });
    expect(found?.url).not.toBeNull();
    await expect(
      path.plaid.institutionsGetById({ id: asInstitutionId('no-such'), countryCodes: ['US'] }, countedCall()),
    ).resolves.toBeNull();
  });

  it('a broken login is ITEM_ACTION_REQUIRED with the required action, and /item/get still succeeds', async () => {
    const broken = await path.link(ada);
    await path.plaid.sandboxItemResetLogin(broken, countedCall());
    await expect(path.plaid.authGet(broken, countedCall())).rejects.toMatchObject({
      code: 'ITEM_ACTION_REQUIRED',
      details: { requiredAction: 'REAUTHENTICATE', plaid: { errorCode: 'ITEM_LOGIN_REQUIRED' } },
    });
    const plaidItem = await path.plaid.itemGet(broken, countedCall());
    expect(plaidItem.error?.errorCode).toBe('ITEM_LOGIN_REQUIRED');
  });

  it('a Link token is created, and its results are read with encrypted public tokens', async () => {
    const call = countedCall();
    const request = {
      client_name: 'Test',
      language: 'en',
      country_codes: ['US'],
      user: { client_user_id: 'ada' },
      products: ['auth'],
      hosted_link: {},
    };
    const made = await path.plaid.linkTokenCreate(request, null, call);
    expect(made.hostedLinkUrl).toMatch(/^http/);
    const session = await insertSession(made.linkToken);
    await control.control('POST', `/emulator/link/${made.linkToken}`, { outcome: 'success' });
    const linkResult = await path.plaid.linkTokenGet(session, call);
    expect(linkResult.metadata).toMatchObject({ clientName: 'Test', countryCodes: ['US'] });
    const [result] = linkResult.attempts.flatMap((attempt) => attempt.results);
    if (result === undefined) throw new Error('no result');
    expect(JSON.stringify(linkResult)).not.toMatch(/public-sandbox/);
    expect(path.vault.openPublicToken(ada, result.sealedPublicToken)).toMatch(/^public-sandbox/);
  });

  it('a Link token that Plaid does not know is UPSTREAM_REJECTED', async () => {
    const session = await insertSession('link-sandbox-00000000-0000-0000-0000-000000000000');
    await expect(path.plaid.linkTokenGet(session, countedCall())).rejects.toMatchObject({
      code: 'UPSTREAM_REJECTED',
      details: { plaid: { errorCode: 'INVALID_LINK_TOKEN' } },
    });
  });

  it('update mode uses the access token from the vault', async () => {
    const request = { client_name: 'Test', language: 'en', country_codes: ['US'], user: { client_user_id: 'ada' } };
    await expect(path.plaid.linkTokenCreate(request, item, countedCall())).resolves.toMatchObject({
      expiration: expect.any(Date) as Date,
    });
  });

  /** /item/get by a client of its own over this vault. */
  async function readWith(vault: Vault, item: OwnedItem, call: PlaidCall): Promise<PlaidItem> {
    const reader = createPlaidClient({
      baseUrl: emulator.url,
      ...EMULATOR_CREDENTIALS,
      timeoutMs: 5_000,
      vault,
      now: Date.now,
      random: () => 0,
    });
    const plaidItem = await reader.itemGet(item, call);
    await reader.close();
    return plaidItem;
  }

  it('a read whose token was rotated meanwhile is repeated with the new token', async () => {
    const rotating = await path.link(ada);
    const entry = await path.store.journal.beginItemOperation({ kind: 'ROTATE', item: rotating, at: 3_000 });
    const call = countedCall();
    // The rotation is stored after the read has loaded the old token, and before Plaid is called.
    let rotation: Promise<unknown> | undefined;
    const vault = {
      ...path.vault,
      withAccessToken: <T>(
        id: typeof rotating.id,
        use: (token: string, about: { rotationInProgress: boolean }) => Promise<T>,
      ): Promise<T> =>
        path.vault.withAccessToken(id, async (token, about) => {
          rotation ??= path.plaid
            .itemAccessTokenInvalidate(rotating, countedCall())
            .then((rotated) => path.store.journal.completeRotation(entry, { ...rotated, at: 4_000 }));
          await rotation;
          return use(token, about);
        }),
    };
    expect((await readWith(vault, rotating, call)).id).toBe(rotating.id);
    expect(call.paths).toEqual(['/item/get', '/item/get']);
  });

  it('a read during a rotation that is not stored yet waits for the new token, and does not report that the Item is lost', async () => {
    const rotating = await path.link(ada);
    const entry = await path.store.journal.beginItemOperation({ kind: 'ROTATE', item: rotating, at: 3_000 });
    const rotated = await path.plaid.itemAccessTokenInvalidate(rotating, countedCall());
    const call = countedCall();
    // Stored only after the read was rejected and has not found a new token.
    let looks = 0;
    const vault = {
      ...path.vault,
      withAccessToken: async <T>(
        id: typeof rotating.id,
        use: (token: string, about: { rotationInProgress: boolean }) => Promise<T>,
      ): Promise<T> => {
        looks += 1;
        if (looks === 4) await path.store.journal.completeRotation(entry, { ...rotated, at: 4_000 });
        return path.vault.withAccessToken(id, use);
      },
    };
    expect((await readWith(vault, rotating, call)).id).toBe(rotating.id);
    expect(call.paths).toEqual(['/item/get', '/item/get']);
  });

  it('a read with a permanently invalid token is sent once, and rejected', async () => {
    const lost = await path.link(ada);
    await path.plaid.itemAccessTokenInvalidate(lost, countedCall());
    const call = countedCall();
    await expect(path.plaid.itemGet(lost, call)).rejects.toMatchObject({
      code: 'UPSTREAM_REJECTED',
      details: { requiredAction: 'RELINK', plaid: { errorCode: 'INVALID_ACCESS_TOKEN' } },
    });
    expect(call.paths).toHaveLength(1);
  });

  it('an Item whose token is no longer in the vault is NOT_FOUND, and Plaid is not called', async () => {
    const removed = await path.link(ada);
    const entry = await path.store.journal.beginItemOperation({ kind: 'REMOVE', item: removed, at: 3_000 });
    const { plaidRequestId } = await path.plaid.itemRemove(
      removed,
      { reasonCode: null, reasonNote: null },
      countedCall(),
    );
    expect(plaidRequestId).not.toBeNull();
    await path.store.journal.completeRemoval(entry, { plaidRequestId, at: 4_000 });
    const call = countedCall();
    await expect(path.plaid.accountsGet(removed, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(call.paths).toEqual([]);
  });

  it('an Item that could not be stored is removed at Plaid', async () => {
    const token = await path.plaid.sandboxPublicTokenCreate(
      {
        ownerId: ada,
        institutionId: 'ins_109508',
        initialProducts: ['auth'],
        webhook: 'http://127.0.0.1:9/webhooks/plaid',
        overrideUsername: null,
        overridePassword: null,
      },
      countedCall(),
    );
    const exchanged = await path.plaid.itemPublicTokenExchange({ ownerId: ada, ...token }, countedCall());
    expect(JSON.stringify(exchanged)).not.toMatch(/access-sandbox/);
    const unstored = { ownerId: ada, ...exchanged };
    await path.plaid.removeOrphan(unstored, countedCall());
    await expect(path.plaid.removeOrphan(unstored, countedCall())).rejects.toMatchObject({
      details: { requiredAction: 'RELINK' },
    });
  });

  it('the webhook URL can be changed and removed, and a webhook fired', async () => {
    const quiet = await path.link(ada);
    const fire = { webhookCode: 'NEW_ACCOUNTS_AVAILABLE', webhookType: null };
    await path.plaid.itemWebhookUpdate(quiet, 'http://127.0.0.1:9/elsewhere', countedCall());
    expect((await path.plaid.itemGet(quiet, countedCall())).webhook).toBe('http://127.0.0.1:9/elsewhere');
    await expect(path.plaid.sandboxItemFireWebhook(quiet, fire, countedCall())).resolves.toEqual({
      webhookFired: true,
    });
    await path.plaid.itemWebhookUpdate(quiet, null, countedCall());
    expect((await path.plaid.itemGet(quiet, countedCall())).webhook).toBeNull();
  });

  it('a webhook key that does not exist is null', async () => {
    await expect(path.plaid.webhookVerificationKeyGet('no-such-key', countedCall())).resolves.toBeNull();
  });
});

const insertSession = (linkToken: string) => {
  const session = { id: asLinkSessionId(`ls_${linkToken.slice(-12)}`), ownerId: ada };
  return path.store.linkSessions.insert({
    ...session,
    sealedLinkToken: sealLinkToken(path.vault, session, linkToken),
    linkTokenFingerprint: linkTokenFingerprint(path.vault, linkToken),
    sealedHostedLinkUrl: null,
    createdAt: 1_000,
    expiresAt: 2_000,
    updateItemId: null,
  });
};
