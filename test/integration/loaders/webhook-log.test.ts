import { createEmulator, type Emulator } from '../../../src/emulator/emulator.js';
import { asEventId, asLinkSessionId, asOwnerId, type ItemId } from '../../../src/model/ids.js';
import type { OwnedItem } from '../../../src/model/item.js';
import type { OwnedLinkSession } from '../../../src/model/link-session.js';
import type { RecordedEvent } from '../../../src/model/webhook-event.js';
import { linkTokenFingerprint, sealHostedLinkUrl, sealLinkToken, sealWebhookBody } from '../../../src/vault/sealing.js';
import { countedCall, createReadPath, type ReadPath } from '../../support/read-path.js';

const ada = asOwnerId('ada');
let emulator: Emulator;
let path: ReadPath;
let item: OwnedItem;
let count = 0;

beforeAll(async () => {
  emulator = await createEmulator({ rateLimits: 'off' });
  path = await createReadPath({ baseUrl: emulator.url });
});
afterAll(async () => {
  await path.close();
  await emulator.close();
});
beforeEach(async () => {
  item = await path.link(ada);
});

/** Records a webhook as the receiver does. */
const record = async (
  type: string,
  body: Record<string, unknown>,
  { itemId = item.id, linkToken = null }: { itemId?: ItemId | null; linkToken?: string | null } = {},
): Promise<RecordedEvent> => {
  count += 1;
  const id = asEventId(`we_${count}`);
  const [webhookType = '', webhookCode = ''] = type.split('/');
  const appended = await path.store.events.append({
    id,
    replayKey: `replay-${count}`,
    webhookType,
    webhookCode,
    environment: 'sandbox',
    itemId,
    linkTokenFingerprint: linkToken === null ? null : linkTokenFingerprint(path.vault, linkToken),
    sessionSucceeded: type === 'LINK/SESSION_FINISHED' && String(body.status).toUpperCase() === 'SUCCESS',
    sealedBody: sealWebhookBody(path.vault, id, JSON.stringify(body)),
    receivedAt: 5_000,
  });
  if (appended.outcome !== 'recorded') throw new Error(appended.outcome);
  return appended.event;
};

const insertSession = async (updateItemId: ItemId | null, createdAt = 1_000): Promise<string> => {
  count += 1;
  const linkToken = `link-sandbox-00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
  const session = { id: asLinkSessionId(`ls_${count}`), ownerId: ada };
  await path.store.linkSessions.insert({
    ...session,
    sealedLinkToken: sealLinkToken(path.vault, session, linkToken),
    linkTokenFingerprint: linkTokenFingerprint(path.vault, linkToken),
    sealedHostedLinkUrl: sealHostedLinkUrl(path.vault, session, `https://example.test/${linkToken}`),
    createdAt,
    expiresAt: 20_000,
    updateItemId,
  });
  return linkToken;
};

const sessionOf = async (linkToken: string): Promise<OwnedLinkSession> => {
  const { entries } = await path.store.linkSessions.list(ada, { first: 100, after: null });
  const found = entries.find(({ node }) => path.loaders(ada).linkSessionSecrets(node).linkToken === linkToken);
  if (found === undefined) throw new Error('no session');
  return found.node;
};

const finished = (linkToken: string, status: string) =>
  record('LINK/SESSION_FINISHED', { status, link_token: linkToken }, { itemId: null, linkToken });

const hints = () => path.loaders(ada).itemWebhookSignals(item);
const NONE = { disconnect: null, expiration: null, newAccountsAvailable: false };
const OPEN = { repairedSince: false };
const REPAIRED = { repairedSince: true };
const DAY_MS = 24 * 60 * 60 * 1000;

const sayEverything = async (): Promise<void> => {
  await record('ITEM/PENDING_DISCONNECT', { disconnect_time: '2026-02-01T00:00:00Z' });
  await record('ITEM/PENDING_EXPIRATION', {});
  await record('ITEM/NEW_ACCOUNTS_AVAILABLE', {});
};

describe('the webhook signals of an Item', () => {
  it('are empty for an Item without webhooks', async () => {
    expect(await hints()).toEqual(NONE);
  });

  it('are read without calling Plaid, with the latest disconnection date', async () => {
    await sayEverything();
    await record('ITEM/PENDING_DISCONNECT', {
      disconnect_time: '2026-03-01T00:00:00Z',
      reason: 'INSTITUTION_MIGRATION',
    });
    const call = countedCall();
    expect(await path.loaders(ada, { call }).itemWebhookSignals(item)).toEqual({
      disconnect: {
        endsAt: new Date('2026-03-01T00:00:00Z'),
        endsWithConsent: false,
        receivedAt: 5_000,
        repairedSince: false,
      },
      expiration: { endsAt: null, endsWithConsent: true, receivedAt: 5_000, repairedSince: false },
      newAccountsAvailable: true,
    });
    expect(call.paths).toEqual([]);
  });

  it('are marked as repaired by LOGIN_REPAIRED, except new accounts that were not added', async () => {
    await sayEverything();
    await record('ITEM/LOGIN_REPAIRED', {});
    expect(await hints()).toMatchObject({ disconnect: REPAIRED, expiration: REPAIRED, newAccountsAvailable: true });
    await record('ITEM/PENDING_EXPIRATION', {});
    expect(await hints()).toMatchObject({ disconnect: REPAIRED, expiration: OPEN });
  });

  it('are marked as repaired by a successful update-mode session of this Item', async () => {
    await sayEverything();
    const token = await insertSession(item.id);
    await finished(token, 'success');
    await finished(token, 'EXITED');
    expect(await hints()).toMatchObject({ disconnect: REPAIRED, expiration: REPAIRED, newAccountsAvailable: false });
  });

  it('are marked as repaired when their date shows that they were sent before the repair but arrived after it', async () => {
    const warnedAt = 5_000 - 60_000;
    await record('ITEM/LOGIN_REPAIRED', {});
    const end = (madeAt: number) => new Date(madeAt + 7 * DAY_MS).toISOString();
    await record('ITEM/PENDING_DISCONNECT', { disconnect_time: end(warnedAt) });
    await record('ITEM/PENDING_EXPIRATION', { consent_expiration_time: end(5_000) });
    expect(await hints()).toMatchObject({ disconnect: REPAIRED, expiration: OPEN });
  });

  it('are marked as repaired by a later successful update-mode session, even without its webhook', async () => {
    await sayEverything();
    const session = await sessionOf(await insertSession(item.id, 4_000));
    await path.store.linkSessions.advance(session, 'SUCCEEDED');
    expect(await hints()).toMatchObject({ disconnect: OPEN, newAccountsAvailable: true });
    const later = await sessionOf(await insertSession(item.id, 6_000));
    await path.store.linkSessions.advance(later, 'EXITED');
    expect(await hints()).toMatchObject({ disconnect: OPEN, newAccountsAvailable: true });
    await path.store.linkSessions.advance(later, 'SUCCEEDED');
    expect(await hints()).toMatchObject({ disconnect: REPAIRED, expiration: REPAIRED, newAccountsAvailable: false });
  });

  it('remain after an exited session, a session of another Item, and an earlier session', async () => {
    const earlier = await insertSession(item.id);
    await finished(earlier, 'SUCCESS');
    await sayEverything();
    await finished(await insertSession(item.id), 'EXITED');
    await finished(await insertSession((await path.link(ada)).id), 'SUCCESS');
    await finished(await insertSession(null), 'SUCCESS');
    expect(await hints()).toMatchObject({ disconnect: OPEN, newAccountsAvailable: true });
  });
});

describe('the payload of an event', () => {
  it('is the body without secrets, whatever their name or place', async () => {
    const event = await record('LINK/FUTURE_CODE', {
      webhook_type: 'LINK',
      public_token: 'x',
      public_tokens: ['x'],
      nested: [{ access_token: 'x', deeper: { stripe_bank_account_token: 'x', secret: 'x', kept: 1 } }],
      client_id: 'x',
      user_token: 'x',
      accessToken: 'x',
      clientId: 'x',
      note: 'see access-production-0123',
      list: ['fine', 'link-sandbox-0123', ['public-sandbox-0123', 'fine too']],
      'processor-sandbox-0123': 1,
      item_id: item.id,
    });
    expect(path.loaders(ada).redactedPayload(event)).toEqual({
      webhook_type: 'LINK',
      nested: [{ deeper: { kept: 1 } }],
      list: ['fine', ['fine too']],
      item_id: item.id,
    });
  });

  it('does not decrypt for another event', async () => {
    const [one, other] = [await record('ITEM/ERROR', {}), await record('ITEM/ERROR', {})];
    expect(() => path.loaders(ada).redactedPayload({ ...one, sealedBody: other.sealedBody })).toThrow();
  });
});

describe('a Link session', () => {
  it('is read by its owner only, with its secrets decrypted', async () => {
    const linkToken = await insertSession(null);
    const page = await path.loaders(ada).linkSessionPage({ first: 1, after: null });
    const [entry] = page.entries;
    if (entry === undefined) throw new Error('no session');
    const loaders = path.loaders(ada);
    expect(await loaders.linkSessionById(entry.node.id)).toEqual(entry.node);
    expect(loaders.linkSessionSecrets(entry.node)).toEqual({
      linkToken,
      hostedLinkUrl: `https://example.test/${linkToken}`,
    });
    expect(await path.loaders(asOwnerId('bob')).linkSessionById(entry.node.id)).toBeNull();
    expect((await path.loaders(asOwnerId('bob')).linkSessionPage({ first: 9, after: null })).entries).toEqual([]);
  });

  it('that Plaid no longer has returns null', async () => {
    await insertSession(null);
    const [entry] = (await path.loaders(ada).linkSessionPage({ first: 1, after: null })).entries;
    if (entry === undefined) throw new Error('no session');
    expect(await path.loaders(ada).plaidLinkSession(entry.node)).toBeNull();
  });
});

describe('a page of the log', () => {
  it('is rejected with a cursor whose next events retention has purged, and starts at the beginning without a cursor', async () => {
    const seen = await record('ITEM/ERROR', {});
    const dropped = await record('ITEM/LOGIN_REPAIRED', {});
    for (const event of [seen, dropped]) await path.store.events.markEffectsDone(event, 5_000);
    await path.store.events.purge(6_000);
    const kept = { ownerId: ada, first: 10, itemId: item.id, types: null };
    await expect(path.loaders(ada).eventPage({ ...kept, afterSeq: seen.seq })).rejects.toMatchObject({
      code: 'CURSOR_EXPIRED',
    });
    expect(await path.loaders(ada).eventPage({ ...kept, afterSeq: null })).toEqual({ events: [], hasNextPage: false });
  });
});
