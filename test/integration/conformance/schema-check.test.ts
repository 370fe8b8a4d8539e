import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routes } from '../../../src/emulator/endpoints/routes.js';
import { createEmulatorClient } from '../../support/emulator-client.js';
import { createSdk } from '../../support/plaid-sdk.js';
import { createWebhookReceiver } from '../../support/webhook-receiver.js';
import { createPlaidSchema } from '../../support/plaid-schema/plaid-schema.js';

const schema = createPlaidSchema();

const error = {
  error_type: 'INVALID_INPUT',
  error_code: 'INVALID_ACCESS_TOKEN',
  error_message: 'made up',
  display_message: null,
  request_id: 'abcdefghijklmno',
};
const item = {
  item_id: 'i',
  institution_id: null,
  webhook: null,
  error: null,
  available_products: ['balance'],
  billed_products: ['auth'],
  consent_expiration_time: null,
  update_type: 'background',
};
const response = (path: string, body: unknown, status = 200): string[] => schema?.answer(path, status, body) ?? [];
const webhook = (body: unknown): string[] => schema?.webhook(body) ?? [];

const title = "every response and webhook in the emulator's tests is held against Plaid's OpenAPI file";
// Reports once that the tests below, and the checks in the other tests, were skipped.
if (schema === null) test.skip(`${title} (needs Plaid's OpenAPI file: PLAID_OPENAPI)`, () => undefined);

(schema === null ? () => undefined : describe)(title, () => {
  test('knows every emulated path', () => {
    expect(routes.map(({ path }) => path).filter((path) => schema?.paths.includes(path) !== true)).toEqual([]);
  });

  test('accepts valid responses, with null where the schema says nullable', () => {
    expect(
      response('/item/get', { item: { ...item, created_at: '2026-01-31T12:00:00Z' }, status: null, request_id: 'r' }),
    ).toEqual([]);
    expect(response('/item/get', error, 400)).toEqual([]);
  });

  test.each([
    ['a missing field', { item: { ...item, update_type: undefined }, request_id: 'r' }],
    ['null where it is not allowed', { item: { ...item, item_id: null }, request_id: 'r' }],
    ['another type', { item: { ...item, billed_products: 'auth' }, request_id: 'r' }],
    ['a value outside the enum', { item: { ...item, update_type: 'foreground' }, request_id: 'r' }],
    ['an invalid time', { item: { ...item, consent_expiration_time: 'soon' }, request_id: 'r' }],
    ['a misspelt field', { item: { ...item, auth_methods: 'INSTANT_AUTH' }, request_id: 'r' }],
    ['a misspelt field at the top', { item, request_id: 'r', statuses: null }],
  ])('rejects %s in a response', (_, body) => {
    expect(response('/item/get', JSON.parse(JSON.stringify(body)))).not.toEqual([]);
  });

  test('rejects a field of /item/get in another response', () => {
    expect(
      response('/accounts/get', {
        accounts: [],
        item: { ...item, created_at: '2026-01-31T12:00:00Z' },
        request_id: 'r',
      }),
    ).not.toEqual([]);
  });

  test('rejects a status that the path does not have', () => {
    expect(response('/item/get', {}, 204)).not.toEqual([]);
  });

  test.each([
    ['null', null],
    ['without a request_id', { ...error, request_id: undefined }],
    ['with the status of webhooks', { ...error, status: 400 }],
    ['without display_message', { ...error, display_message: undefined }],
    ['of an unknown type', { ...error, error_type: 'MADE_UP' }],
  ])('16: rejects an HTTP error that is %s', (_, body) => {
    expect(response('/item/get', JSON.parse(JSON.stringify(body)), 400)).not.toEqual([]);
  });

  test('validates webhooks against the schema of their type and code', () => {
    const inside = Object.fromEntries(Object.entries(error).filter(([field]) => field !== 'request_id'));
    const sent = {
      webhook_type: 'ITEM',
      webhook_code: 'ERROR',
      item_id: 'i',
      environment: 'sandbox',
      error: { ...inside, status: 400 },
    };
    expect(webhook(sent)).toEqual([]);
    expect(webhook({ ...sent, error })).not.toEqual([]);
    expect(webhook({ ...sent, environment: 'moon' })).not.toEqual([]);
    expect(webhook({ ...sent, webhook_code: 'NEVER' })).not.toEqual([]);
    expect(webhook({ ...sent, itemid: 'i' })).not.toEqual([]);
  });

  test('is performed by the test client and by the webhook receiver', async () => {
    const liar = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"item":{}}');
    });
    await new Promise<void>((listening) => liar.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
    const client = createEmulatorClient(url);
    await expect(client.plaid('/item/get')).rejects.toThrow('/item/get answered');
    await expect(createSdk(url).api.itemGet({ access_token: 'x' })).rejects.toThrow('/item/get answered');
    await client.close();
    await new Promise((closed) => liar.close(closed));

    const hooks = await createWebhookReceiver();
    await fetch(hooks.url, { method: 'POST', body: '{"webhook_type":"ITEM","webhook_code":"ERROR"}' });
    await expect(hooks.close()).rejects.toThrow('a webhook');
  });
});
