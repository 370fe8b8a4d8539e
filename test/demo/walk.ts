import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { request } from 'undici';
import * as operations from '../generated/operations.js';
import type { GraphqlClient } from '../support/graphql-client.js';
import type { Narrator } from './narrator.js';

/** What the walk needs: a running gateway in development, a client of it, and somebody who tells the story. */
export interface Walk {
  client: GraphqlClient;
  narrator: Narrator;
  gatewayUrl: string;
}

/** Walks the whole product once; fails at the first step that does not do what it should. */
export async function walk({ client, narrator, gatewayUrl }: Walk): Promise<void> {
  const { step, check } = narrator;
  narrator.say(`Ready. GraphQL: ${gatewayUrl}/graphql`);

  async function run<TData, TVariables>(document: TypedDocumentNode<TData, TVariables>, variables: TVariables) {
    narrator.operation(document, variables);
    const answer = await client.run(document, variables);
    narrator.answer(answer.data, answer.upstreamCalls);
    check('answered without an error', answer.errors.length === 0);
    if (answer.data === null) throw new Error('no data');
    return { data: answer.data, upstreamCalls: answer.upstreamCalls };
  }

  async function next<TData>(events: AsyncIterator<{ data?: TData | null }>): Promise<TData> {
    const { value } = (await events.next()) as { value?: { data?: TData | null } };
    narrator.answer(value?.data);
    if (value?.data == null) throw new Error('the subscription ended');
    return value.data;
  }

  step(
    'Link an institution',
    'The app asks for a Link session and opens its hosted page; we finish it without a browser.',
  );
  const created = await run(operations.CreateLinkSessionDocument, {
    input: { products: ['auth'], hostedLink: {} },
  });
  const session = created.data.createLinkSession.linkSession;
  check('the session has a page of its own', session.hostedLinkUrl !== null);
  await finishLink(session.hostedLinkUrl ?? '');
  narrator.say('  (the person chose First Platypus Bank, signed in as user_good and finished)');

  step(
    'Complete the session',
    'Whatever the app heard of it, the server finds out and exchanges the public token. Safe to repeat.',
  );
  const completed = await run(operations.CompleteLinkSessionDocument, { input: { linkSessionId: session.id } });
  const item = completed.data.completeLinkSession.items[0];
  if (item === undefined) throw new Error('no Item came of the session');
  check('the session succeeded', completed.data.completeLinkSession.linkSession.status === 'SUCCEEDED');
  check('the Item is healthy', item.status === 'HEALTHY');

  step('Make a second Item', 'Against the emulator and the Sandbox, one mutation does without Link.');
  const second = await run(operations.SandboxCreateItemDocument, {
    input: { institutionId: 'ins_109508', initialProducts: ['auth'] },
  });
  check('it is another Item', second.data.sandboxCreateItem.item.id !== item.id);

  step('Query Items and Accounts', 'One query, as few Plaid calls as possible; the second time none at all.');
  const cold = await run(operations.MyItemsDocument, { first: 10, after: null });
  check('both Items are there', cold.data.viewer.items.totalCount === 2);
  const warm = await client.run(operations.MyItemsDocument, { first: 10, after: null });
  check('asking again costs no Plaid call', warm.upstreamCalls === 0);

  step('Read account numbers', 'They need a scope of their own, and each read is audited before it is answered.');
  const numbers = await run(operations.ItemNumbersDocument, { id: item.id });
  check('there are ACH numbers', (numbers.data.item?.authNumbers?.ach.length ?? 0) > 0);

  step('Subscribe', 'One subscription to the webhooks, one to the Item itself.');
  narrator.operation(operations.WebhookEventsDocument, {});
  const events = client.subscribe(operations.WebhookEventsDocument, {});
  narrator.operation(operations.ItemUpdatedDocument, { itemId: item.id });
  const updates = client.subscribe(operations.ItemUpdatedDocument, { itemId: item.id });
  const now = await next(updates);
  check('the Item arrives as it is now, at once', now.itemUpdated.status === 'HEALTHY');

  step(
    'Break the login',
    'The bank wants the person back: Plaid sends a signed webhook, the gateway verifies, records and pushes it.',
  );
  const firstEvent = next(events);
  await run(operations.SandboxResetLoginDocument, { input: { itemId: item.id } });
  const error = (await firstEvent).webhookEvents;
  check('the webhook ITEM/ERROR arrived', error.webhookType === 'ITEM' && error.webhookCode === 'ERROR');
  const broken = await until(updates, narrator, (update) => update.itemUpdated.status === 'LOGIN_REQUIRED');
  check('and says what to do', broken.itemUpdated.requiredAction === 'REAUTHENTICATE');

  step('Repair it', 'Link in update mode: same Item, same id, no new exchange.');
  const update = await run(operations.CreateLinkSessionDocument, { input: { updateItemId: item.id, hostedLink: {} } });
  await finishLink(update.data.createLinkSession.linkSession.hostedLinkUrl ?? '');
  const repaired = await until(updates, narrator, (change) => change.itemUpdated.status === 'HEALTHY');
  check('the subscriber sees it healthy again', repaired.itemUpdated.requiredAction === 'NONE');

  step(
    'Catch up after a lost connection',
    'Hand back the last cursor: everything missed comes first, in order, then live.',
  );
  await events.return?.();
  await run(operations.SandboxFireWebhookDocument, {
    input: { itemId: item.id, webhookCode: 'NEW_ACCOUNTS_AVAILABLE', webhookType: 'ITEM' },
  });
  narrator.operation(operations.WebhookEventsDocument, { after: error.cursor });
  const resumed = client.subscribe(operations.WebhookEventsDocument, { after: error.cursor });
  const missed = await untilEvent(resumed, narrator, 'NEW_ACCOUNTS_AVAILABLE');
  check('the webhook sent meanwhile is not lost', missed.itemId === item.id);

  step('Rotate the access token', 'The new one replaces the old one in the vault; neither is ever shown.');
  const rotated = await run(operations.RotateAccessTokenDocument, { input: { itemId: item.id } });
  check('the Item works with the new token', rotated.data.rotateAccessToken.item.status === 'HEALTHY');
  check('and Plaid was asked to prove it', rotated.upstreamCalls === 2);

  step('Remove the Item', 'At Plaid and here; the token is forgotten.');
  await run(operations.RemoveItemDocument, { input: { itemId: item.id } });
  const gone = await run(operations.ItemByIdDocument, { id: item.id });
  check('it is gone', gone.data.item === null);
}

/** The emulator's twin of its Hosted Link page: what a person would do there, in one call. */
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

/** Takes updates until one shows what is waited for: several changes may arrive on the way. */
async function until<TData>(
  updates: AsyncIterator<{ data?: TData | null }>,
  narrator: Narrator,
  reached: (data: TData) => boolean,
): Promise<TData> {
  for (;;) {
    const { value, done } = (await updates.next()) as { value?: { data?: TData | null }; done?: boolean };
    if (done === true || value?.data == null) throw new Error('the subscription ended');
    if (!reached(value.data)) continue;
    narrator.answer(value.data);
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
