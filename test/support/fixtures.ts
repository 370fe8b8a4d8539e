import type { ExecutionResult } from 'graphql';
import type { TestGateway } from './gateway.js';
import type { Answer, GraphqlClient } from './graphql-client.js';

/** What one owner has in a gateway: an Item created through Link, one created without, and an unopened Link session. */
export interface OwnerFixture {
  itemId: string;
  linkedItemId: string;
  accountId: string;
  /** A finished session. Its `publicToken` has been exchanged. */
  finishedSessionId: string;
  openSessionId: string;
  publicToken: string;
}

const CREATE_ITEM = 'mutation { sandboxCreateItem(input: {}) { item { id } } }';
const CREATE_SESSION =
  'mutation { createLinkSession(input: { products: ["auth"], hostedLink: {} }) { linkSession { id linkToken } } }';
const COMPLETE =
  'mutation ($id: ID!) { completeLinkSession(input: { linkSessionId: $id }) { items { id accounts { id } } } }';

/**
 * Creates the fixture the way an app would, through the gateway and Link. Link's webhooks are dropped, so that nothing
 * runs in the background afterwards.
 */
export async function seedOwner(gateway: TestGateway, client: GraphqlClient): Promise<OwnerFixture> {
  const itemId = await createItem(client);
  await gateway.emulator.control('POST', '/emulator/webhooks', { drop: true });
  const finished = await createSession(client);
  const { body } = await gateway.emulator.control('POST', `/emulator/link/${finished.linkToken}`, {
    outcome: 'success',
  });
  await gateway.emulator.control('POST', '/emulator/webhooks', {});
  const completed = await client.must<
    { completeLinkSession: { items: { id: string; accounts: { id: string }[] }[] } },
    unknown
  >(COMPLETE, { id: finished.id });
  const [linked] = completed.completeLinkSession.items;
  const [publicToken] = body.publicTokens as string[];
  const accountId = linked?.accounts[0]?.id;
  if (linked === undefined || publicToken === undefined || accountId === undefined) {
    throw new Error('the Link session created no Item');
  }
  const open = await createSession(client);
  return {
    itemId,
    linkedItemId: linked.id,
    accountId,
    finishedSessionId: finished.id,
    openSessionId: open.id,
    publicToken,
  };
}

/** Creates a Sandbox Item without Link. */
export async function createItem(client: GraphqlClient): Promise<string> {
  const made = await client.must<{ sandboxCreateItem: { item: { id: string } } }, unknown>(CREATE_ITEM);
  return made.sandboxCreateItem.item.id;
}

async function createSession(client: GraphqlClient): Promise<{ id: string; linkToken: string }> {
  const made = await client.must<{ createLinkSession: { linkSession: { id: string; linkToken: string } } }, unknown>(
    CREATE_SESSION,
  );
  return made.createLinkSession.linkSession;
}

/** An id of the same form that does not exist. */
export function unknownIdLike(id: string): string {
  return `${id.slice(0, -6)}${id.endsWith('zzzzzz') ? 'yyyyyy' : 'zzzzzz'}`;
}

/** What a caller can compare between two responses: status, Plaid calls, and the text without the request's own id. */
export function comparable(response: Answer<unknown>): { status: number; upstreamCalls: number; text: string } {
  const { status, upstreamCalls, text, requestId } = response;
  return { status, upstreamCalls, text: text.replaceAll(requestId, '') };
}

/** The first result of a subscription, or the errors that reject it, without the request's own id. */
export async function firstResult(subscription: AsyncIterator<ExecutionResult>): Promise<string> {
  const first = await subscription.next().catch((errors: unknown) => ({ rejected: errors }));
  return JSON.stringify(first).replace(/"requestId":"[^"]*"/g, '');
}
