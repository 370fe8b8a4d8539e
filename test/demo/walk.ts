import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { request } from 'undici';
import * as operations from '../generated/operations.js';
import type { GraphqlClient } from '../support/graphql-client.js';
import type { Narrator } from './narrator.js';

/** What the walk needs: a running gateway in development mode, a client of it, and a narrator. */
export interface Walk {
  client: GraphqlClient;
  narrator: Narrator;
  gatewayUrl: string;
}

/** Walks through the whole product once. Throws at the first step that fails. */
export async function walk({ client, narrator, gatewayUrl }: Walk): Promise<void> {
  const { step, check } = narrator;
  narrator.say(`Ready. GraphQL: ${gatewayUrl}/graphql`);

  async function run<TData, TVariables>(document: TypedDocumentNode<TData, TVariables>, variables: TVariables) {
    narrator.operation(document, variables);
    const answer = await client.run(document, variables);
    narrator.response(answer.data, answer.upstreamCalls);
    check('responded without an error', answer.errors.length === 0);
    if (answer.data === null) throw new Error('no data');
    return { data: answer.data, upstreamCalls: answer.upstreamCalls };
  }

  async function next<TData>(events: AsyncIterator<{ data?: TData | null }>): Promise<TData> {
    const { value } = (await events.next()) as { value?: { data?: TData | null } };
    narrator.response(value?.data);
    if (value?.data == null) throw new Error('the subscription ended');
    return value.data;
  }

  step(
    'Link an institution',
    'The app creates a Link session and opens its hosted page. The demo finishes it without a browser.',
  );
  const created = await run(operations.CreateLinkSessionDocument, {
    input: { products: ['auth'], hostedLink: {} },
  });
  const session = created.data.createLinkSession.linkSession;
  check('the session has a hosted page', session.hostedLinkUrl !== null);
  await finishLink(session.hostedLinkUrl ?? '');
  narrator.say('  (the end user chose First Platypus Bank, logged in as user_good and finished)');

  step(
    'Complete the session',
    'The gateway requests the result from Plaid and exchanges the public token. The mutation is idempotent.',
  );
  const completed = await run(operations.CompleteLinkSessionDocument, { input: { linkSessionId: session.id } });
  const item = completed.data.completeLinkSession.items[0];
  if (item === undefined) throw new Error('the session created no Item');
  check('the session succeeded', completed.data.completeLinkSession.linkSession.status === 'SUCCEEDED');
  check('the Item is healthy', item.status === 'HEALTHY');

  step('Create a second Item', 'With the emulator or the Plaid Sandbox, one mutation creates an Item without Link.');
  const second = await run(operations.SandboxCreateItemDocument, {
    input: { institutionId: 'ins_109508', initialProducts: ['auth'] },
  });
  check('it is a different Item', second.data.sandboxCreateItem.item.id !== item.id);

  step('Query Items and Accounts', 'One query makes as few Plaid calls as possible. The second time it makes none.');
  const cold = await run(operations.MyItemsDocument, { first: 10, after: null });
  check('both Items are returned', cold.data.viewer.items.totalCount === 2);
  const warm = await client.run(operations.MyItemsDocument, { first: 10, after: null });
  check('the same query again makes no Plaid call', warm.upstreamCalls === 0);

  step(
    'Read account numbers',
    'They need the scope auth_numbers:read, and each read is audited before the response is sent.',
  );
  const numbers = await run(operations.ItemNumbersDocument, { id: item.id });
  check('ACH numbers are returned', (numbers.data.item?.authNumbers?.ach.length ?? 0) > 0);

  step('Subscribe', 'One subscription to webhooks, one to the Item.');
  narrator.operation(operations.WebhookEventsDocument, {});
  const events = client.subscribe(operations.WebhookEventsDocument, {});
  narrator.operation(operations.ItemUpdatedDocument, { itemId: item.id });
  const updates = client.subscribe(operations.ItemUpdatedDocument, { itemId: item.id });
  const now = await next(updates);
  check('the current state of the Item arrives immediately', now.itemUpdated.status === 'HEALTHY');

  step(
    'Break the login',
    'The bank requires a new login: Plaid sends a signed webhook; the gateway verifies, records and pushes it.',
  );
  const firstEvent = next(events);
  await run(operations.SandboxResetLoginDocument, { input: { itemId: item.id } });
  const error = (await firstEvent).webhookEvents;
  check('the webhook ITEM/ERROR arrives', error.webhookType === 'ITEM' && error.webhookCode === 'ERROR');
  const broken = await until(updates, narrator, (update) => update.itemUpdated.status === 'LOGIN_REQUIRED');
  check('and the Item says what is required', broken.itemUpdated.requiredAction === 'REAUTHENTICATE');

  step('Repair the login', 'Link in update mode keeps the Item and its id. Nothing is exchanged.');
  const update = await run(operations.CreateLinkSessionDocument, { input: { updateItemId: item.id, hostedLink: {} } });
  await finishLink(update.data.createLinkSession.linkSession.hostedLinkUrl ?? '');
  const repaired = await until(updates, narrator, (change) => change.itemUpdated.status === 'HEALTHY');
  check('the subscriber sees the Item healthy again', repaired.itemUpdated.requiredAction === 'NONE');

  step(
    'Catch up after a lost connection',
    'Pass the last cursor as `after`: missed events arrive first, in order, then live events.',
  );
  await events.return?.();
  await run(operations.SandboxFireWebhookDocument, {
    input: { itemId: item.id, webhookCode: 'NEW_ACCOUNTS_AVAILABLE', webhookType: 'ITEM' },
  });
  narrator.operation(operations.WebhookEventsDocument, { after: error.cursor });
  const resumed = client.subscribe(operations.WebhookEventsDocument, { after: error.cursor });
  const missed = await untilEvent(resumed, narrator, 'NEW_ACCOUNTS_AVAILABLE');
  check('the webhook sent in between is delivered', missed.itemId === item.id);

  step('Rotate the access token', 'The new token replaces the old one in the vault. Neither is ever returned.');
  const rotated = await run(operations.RotateAccessTokenDocument, { input: { itemId: item.id } });
  check('the Item works with the new token', rotated.data.rotateAccessToken.item.status === 'HEALTHY');
  check('and a Plaid call verified it', rotated.upstreamCalls === 2);

  step('Remove the Item', 'The gateway removes it at Plaid and deletes the token.');
  await run(operations.RemoveItemDocument, { input: { itemId: item.id } });
  const gone = await run(operations.ItemByIdDocument, { id: item.id });
  check('the Item no longer exists', gone.data.item === null);
}

/** Finishes the session through the emulator's control API, as an end user would on the Hosted Link page. */
async function finishLink(hostedLinkUrl: string): Promise<void> {
  const page = new URL(hostedLinkUrl);
  const { statusCode, body } = await request(`${page.origin}/emulator${page.pathname}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ outcome: 'success' }),
  });
  if (statusCode !== 200) throw new Error(`the emulator did not finish the session: ${await body.text()}`);
  await body.dump();
}

/** Reads updates until one meets the condition. Others may arrive before it. */
async function until<TData>(
  updates: AsyncIterator<{ data?: TData | null }>,
  narrator: Narrator,
  reached: (data: TData) => boolean,
): Promise<TData> {
  for (;;) {
    const { value, done } = (await updates.next()) as { value?: { data?: TData | null }; done?: boolean };
    if (done === true || value?.data == null) throw new Error('the subscription ended');
    if (!reached(value.data)) continue;
    narrator.response(value.data);
    return value.data;
  }
}

async function untilEvent(
  events: AsyncIterator<{ data?: operations.WebhookEventsSubscription | null }>,
  narrator: Narrator,
  webhookCode: string,
) {
  const found = await until(events, narrator, ({ webhookEvents }) => webhookEvents.webhookCode === webhookCode);
  return found.webhookEvents;
}
