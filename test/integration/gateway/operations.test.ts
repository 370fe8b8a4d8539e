import { readdirSync, readFileSync } from 'node:fs';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { Kind, parse } from 'graphql';
import * as operations from '../../generated/operations.js';
import { createEmulator, type Emulator } from '../../../src/emulator/emulator.js';
import { createEmulatorClient, type EmulatorClient } from '../../support/emulator-client.js';
import { type GatewayProcess, startGatewayProcess } from '../../support/gateway-process.js';
import { everyOperation, everySubscription } from '../../support/every-operation.js';
import { createGraphqlClient, type GraphqlClient } from '../../support/graphql-client.js';
import { createTempDir } from '../../support/temp-dir.js';

const FOLDER = new URL('../../../schema/operations/', import.meta.url);

// A process of its own, because dates that the cache decodes inside jest belong to another realm and fail the DateTime scalar.
const dataDir = createTempDir();
let emulator: Emulator;
let plaid: EmulatorClient;
let gateway: GatewayProcess;
let client: GraphqlClient;
const ran = new Set<string>();

beforeAll(async () => {
  emulator = await createEmulator({ rateLimits: 'off', seed: 'operations' });
  plaid = createEmulatorClient(emulator.url);
  gateway = await startGatewayProcess({ DATA_DIR: dataDir.path, PLAID_BASE_URL: emulator.url });
  client = createGraphqlClient(gateway.url);
});

afterAll(async () => {
  await client.close();
  await gateway.stop();
  await plaid.close();
  await emulator.close();
  dataDir.remove();
});

/** Runs a document of schema/operations; fails if it returns an error. */
function run<TData, TVariables>(document: TypedDocumentNode<TData, TVariables>, variables: TVariables): Promise<TData> {
  note(document);
  return client.must(document, variables);
}

function note(document: TypedDocumentNode<never, never> | object): void {
  const { definitions } = document as TypedDocumentNode;
  definitions.forEach((definition) => {
    if (definition.kind === Kind.OPERATION_DEFINITION) ran.add(definition.name?.value ?? '');
  });
}

/** The first result of a subscription. */
async function first<TData, TVariables extends Record<string, unknown>>(
  document: TypedDocumentNode<TData, TVariables>,
  variables: TVariables,
): Promise<TData> {
  note(document);
  const events = client.subscribe(document, variables);
  const { value } = (await events.next()) as { value?: { data?: TData | null; errors?: unknown } };
  await events.return?.();
  if (value?.data == null) throw new Error(`the subscription failed: ${JSON.stringify(value)}`);
  return value.data;
}

async function newItem(): Promise<string> {
  const input = { institutionId: 'ins_109508', initialProducts: ['auth'] };
  return (await run(operations.SandboxCreateItemDocument, { input })).sandboxCreateItem.item.id;
}

/** A Link session and a public token that nothing has used. */
async function newLinkSession(): Promise<{ linkSessionId: string; publicToken: string }> {
  const input = { products: ['auth'], hostedLink: {} };
  const { createLinkSession } = await run(operations.CreateLinkSessionDocument, { input });
  const institution = { institutionId: 'ins_109508', initialProducts: ['auth'] };
  const { sandboxCreatePublicToken } = await run(operations.SandboxCreatePublicTokenDocument, { input: institution });
  return { linkSessionId: createLinkSession.linkSession.id, publicToken: sandboxCreatePublicToken.publicToken };
}

type AnyDocument = TypedDocumentNode<object, Record<string, unknown>>;

/** A document by the name of its operation. */
function documentOf(name: string): AnyDocument {
  const document = Object.entries(operations).find(([key]) => key === `${name}Document`)?.[1];
  if (document === undefined) throw new Error(`${name} is missing in test/generated; run "npm run generate"`);
  return document as unknown as AnyDocument;
}

it('queries Items and Accounts', async () => {
  const id = await newItem();
  const page = await run(operations.MyItemsDocument, { first: 10, after: null });
  const account = page.viewer.items.nodes.find((item) => item.id === id)?.accounts?.[0]?.id ?? '';
  expect((await run(operations.ItemByIdDocument, { id })).item?.id).toBe(id);
  expect((await run(operations.FilteredItemsDocument, { status: ['HEALTHY'] })).items.totalCount).toBe(1);
  expect((await run(operations.ItemNumbersDocument, { id })).item?.authNumbers?.ach.length).toBeGreaterThan(0);
  expect((await run(operations.AccountByIdDocument, { id: account })).account?.item.id).toBe(id);
  expect((await run(operations.LiveBalanceDocument, { id: account })).account?.liveBalances).toBeTruthy();
  expect((await run(operations.AnyNodeDocument, { id: account })).node?.__typename).toBe('Account');
  const nodes = (await run(operations.ManyNodesDocument, { ids: [id, account, 'ins_109508'] })).nodes;
  expect(nodes.map((node) => node?.__typename)).toEqual(['Item', 'Account', 'Institution']);
  const { institution } = await run(operations.InstitutionByIdDocument, { id: 'ins_109508', countryCodes: ['US'] });
  expect(institution?.name).toBe('First Platypus Bank');
});

it('links, completes and exchanges', async () => {
  const created = await run(operations.CreateLinkSessionDocument, { input: { products: ['auth'], hostedLink: {} } });
  const { id, linkToken } = created.createLinkSession.linkSession;
  await plaid.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success' });
  const completed = await run(operations.CompleteLinkSessionDocument, { input: { linkSessionId: id } });
  expect(completed.completeLinkSession.items).toHaveLength(1);
  expect((await run(operations.LinkSessionByIdDocument, { id })).linkSession?.status).toBe('SUCCEEDED');
  expect((await run(operations.MyLinkSessionsDocument, { first: 5 })).linkSessions.nodes[0]?.id).toBe(id);
  expect((await first(operations.LinkSessionUpdatedDocument, { id })).linkSessionUpdated.status).toBe('SUCCEEDED');
  const made = await plaid.plaid('/sandbox/public_token/create', {
    institution_id: 'ins_109508',
    initial_products: ['auth'],
  });
  const input = { publicToken: String(made.body.public_token) };
  const exchanged = await run(operations.ExchangePublicTokenDocument, { input });
  expect(exchanged.exchangePublicToken.item.status).toBe('HEALTHY');
});

it('changes Items and receives the updates', async () => {
  const itemId = await newItem();
  expect((await first(operations.ItemUpdatedDocument, { itemId })).itemUpdated.id).toBe(itemId);
  note(operations.WebhookEventsDocument);
  const events = client.subscribe(operations.WebhookEventsDocument, { itemIds: [itemId] });
  const event = events.next();
  // The server handles messages of a socket in order, so the subscription is open now.
  await first(operations.ItemUpdatedDocument, { itemId });
  await run(operations.SandboxFireWebhookDocument, { input: { itemId, webhookCode: 'NEW_ACCOUNTS_AVAILABLE' } });
  expect(((await event) as { value: unknown }).value).toMatchObject({ data: { webhookEvents: { itemId } } });
  await events.return?.();
  const { nodes } = (await run(operations.RecordedEventsDocument, { itemId, types: ['ITEM'] })).webhookEvents;
  expect(nodes.map((node) => node.__typename)).toEqual(['ItemNewAccountsAvailableEvent']);
  const ofItem = (await run(operations.ItemEventsDocument, { id: itemId })).item?.webhookEvents;
  expect(ofItem?.edges.map((edge) => edge.cursor)).toEqual(nodes.map((node) => node.cursor));
  const reset = await run(operations.SandboxResetLoginDocument, { input: { itemId } });
  expect(reset.sandboxResetLogin.item.status).toBe('LOGIN_REQUIRED');
  const rotated = await run(operations.RotateAccessTokenDocument, { input: { itemId } });
  expect(rotated.rotateAccessToken.item.id).toBe(itemId);
  const updated = await run(operations.UpdateItemWebhookDocument, { input: { itemId, webhook: null } });
  expect(updated.updateItemWebhook.item.webhook).toBeNull();
  expect((await run(operations.RemoveItemDocument, { input: { itemId } })).removeItem.removedItemId).toBe(itemId);
});

it('searches institutions and creates tokens for partners', async () => {
  const { institutions } = await run(operations.SearchInstitutionsDocument, { query: 'platypus', products: ['auth'] });
  expect(institutions.map((institution) => institution.id)).toContain('ins_109508');
  const id = await newItem();
  const { item } = await run(operations.ItemNumbersDocument, { id });
  const accountId = item?.authNumbers?.ach[0]?.accountId ?? '';
  const opened = await run(operations.CreateProcessorTokenDocument, { input: { accountId, processor: 'dwolla' } });
  expect(opened.createProcessorToken.processorToken).toMatch(/^processor-sandbox-/);
  const stripe = await run(operations.CreateStripeBankAccountTokenDocument, { input: { accountId } });
  expect(stripe.createStripeBankAccountToken.stripeBankAccountToken).toMatch(/^btok_/);
  const institution = { institutionId: 'ins_109508' };
  const sandbox = await run(operations.SandboxCreateProcessorTokenDocument, { input: institution });
  expect(sandbox.sandboxCreateProcessorToken.processorToken).toMatch(/^processor-sandbox-/);
  const layer = await run(operations.CreateLayerSessionDocument, { input: { templateId: 'template_1' } });
  expect(layer.createLayerSession.linkToken).toMatch(/^link-sandbox-/);
  const sessions = await run(operations.MyLinkSessionsDocument, { first: 100 });
  expect(sessions.linkSessions.nodes.length).toBeGreaterThan(0);
});

it('imports an Item and reads operator data', async () => {
  const input = { products: ['auth'], userId: 'u1', authToken: 'made-up-by-a-test', ownerId: 'somebody' };
  const imported = await run(operations.ImportItemDocument, { input });
  expect(imported.importItem.item.status).toBe('HEALTHY');
  const { bankTransferEvents } = await run(operations.BankTransferEventsDocument, { afterEventId: 0 });
  expect(bankTransferEvents).toEqual([]);
});

it('lists connected applications and disconnects one', async () => {
  const itemId = await newItem();
  const { item } = await run(operations.ItemConsentDocument, { id: itemId, first: 1 });
  expect(item?.activity?.nodes[0]).toMatchObject({ activity: 'ITEM_CREATE', state: 'SUCCESS' });
  const applicationId = item?.connectedApplications?.[0]?.applicationId ?? '';
  const change = { itemId, applicationId, scopes: { new_accounts: true }, context: 'PORTAL' };
  const updated = await run(operations.UpdateApplicationScopesDocument, { input: change });
  expect(updated.updateApplicationScopes.item.id).toBe(itemId);
  const unlinked = await run(operations.UnlinkApplicationDocument, { input: { itemId, applicationId } });
  expect(unlinked.unlinkApplication.item.status).toBe('PERMISSION_REVOKED');
});

it('creates public tokens and sets verification results in the Sandbox', async () => {
  const test = { institutionId: 'ins_109508', initialProducts: ['auth'], overrideUsername: 'microdeposits_good' };
  const created = await run(operations.SandboxCreatePublicTokenDocument, { input: test });
  const { publicToken } = created.sandboxCreatePublicToken;
  const exchanged = await run(operations.ExchangePublicTokenDocument, { input: { publicToken } });
  const { item } = await client.must<
    { item: { accounts: { id: string; verificationStatus: string | null }[] } },
    object
  >('query ($id: ID!) { item(id: $id) { accounts { id verificationStatus } } }', {
    id: exchanged.exchangePublicToken.item.id,
  });
  const accountId = item.accounts.find((account) => account.verificationStatus !== null)?.id ?? '';
  const input = { accountId, verificationStatus: 'automatically_verified' };
  const ended = await run(operations.SandboxSetVerificationStatusDocument, { input });
  expect(ended.sandboxSetVerificationStatus.account).toEqual({
    id: accountId,
    verificationStatus: 'automatically_verified',
  });
});

it('runs every other document in schema/operations with the variables that it names', async () => {
  const itemId = await newItem();
  const { item } = await run(operations.ItemNumbersDocument, { id: itemId });
  const accountId = item?.accounts?.[0]?.id ?? '';
  const others = (variables: Record<string, object>) => Object.entries(variables).filter(([name]) => !ran.has(name));
  const targets = { itemId, accountId, ...(await newLinkSession()) };
  for (const [name, variables] of others(everyOperation(targets))) {
    const data = await run(documentOf(name), { ...variables });
    expect([name, Object.values(data).filter((value) => value == null)]).toEqual([name, []]);
  }
  const { webhookEvents } = await run(operations.RecordedEventsDocument, { first: 1 });
  for (const [name, variables] of others(everySubscription(targets, webhookEvents.nodes[0]?.cursor ?? '')))
    expect([name, await first(documentOf(name), { ...variables })]).toEqual([name, expect.anything()]);
});

it('has run every document in schema/operations', () => {
  const texts = readdirSync(FOLDER).map((file) => readFileSync(new URL(file, FOLDER), 'utf8'));
  const named = texts.flatMap((text) =>
    parse(text).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? [definition.name?.value ?? ''] : [],
    ),
  );
  expect([...ran].sort()).toEqual(named.sort());
});
