import type { ExecutionResult } from 'graphql';
import type { TestGateway } from './gateway.js';
import type { Answer, GraphqlClient } from './graphql-client.js';

/** What a person has in a gateway: one Item through Link, one without, and a Link session that nobody has opened. */
export interface Belongings {
  itemId: string;
  linkedItemId: string;
  accountId: string;
  /** Finished; `publicToken` came of it and was exchanged. */
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
 * Gives the person belongings, as an app would: every part through the gateway and Link. Link's webhooks are not sent, so
 * that nothing goes on in the background when it is done.
 */
export async function settleIn(gateway: TestGateway, client: GraphqlClient): Promise<Belongings> {
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
    throw new Error('the Link session brought no Item');
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

/** A test Item without Link. */
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

/** An id of the same form that nothing has. */
export function absentLike(id: string): string {
  return `${id.slice(0, -6)}${id.endsWith('zzzzzz') ? 'yyyyyy' : 'zzzzzz'}`;
}

/** Everything that a caller can compare about an answer: its bytes but for the request's own id, status and calls. */
export function comparable(answer: Answer<unknown>): { status: number; upstreamCalls: number; text: string } {
  const { status, upstreamCalls, text, requestId } = answer;
  return { status, upstreamCalls, text: text.replaceAll(requestId, '') };
}

/** What a subscription says first: a result, or the errors that refuse it. Its request's id is taken out. */
export async function firstWord(subscription: AsyncIterator<ExecutionResult>): Promise<string> {
  const said = await subscription.next().catch((errors: unknown) => ({ refused: errors }));
  return JSON.stringify(said).replace(/"requestId":"[^"]*"/g, '');
}
