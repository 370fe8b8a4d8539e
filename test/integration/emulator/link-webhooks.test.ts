import { MINUTE_MS, startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';
import type { EmulatorOptions } from '../../../src/emulator/emulator.js';

interface SessionBody {
  events?: unknown[];
  finished_at: string | null;
  results: { item_add_results: { public_token: string }[] };
}

const basics = { client_name: 'Piggy Budget', language: 'en', country_codes: ['US'], products: ['auth'] };

const ADDED = 'ITEM_ADD_RESULT';
const EVENTS = 'EVENTS';
const FINISHED = 'SESSION_FINISHED';

describe('the emulator sends the Link webhooks that Plaid sends by default', () => {
  let fixture: EmulatorFixture;
  afterEach(() => fixture.close());

  const start = async (options: EmulatorOptions = {}): Promise<EmulatorFixture> =>
    (fixture = await startEmulator(options));

  const plaid = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await fixture.client.plaid(path, body);
    if (response.status !== 200) throw new Error(response.text);
    return response.body;
  };
  const finish = (token: string, body: object = { outcome: 'success' }) =>
    fixture.client.control('POST', `/emulator/link/${token}`, body);
  /** Every webhook so far, after pending deliveries have finished. */
  const sentCodes = async (): Promise<string[]> => {
    await fixture.client.control('POST', '/emulator/clock', { advanceMs: 0 });
    return fixture.hooks.received.map((hook) => String(hook.body.webhook_code));
  };
  const sessionOf = async (token: string): Promise<SessionBody | undefined> =>
    ((await plaid('/link/token/get', { link_token: token })).link_sessions as SessionBody[])[0];

  const ordinary = async (more: object = {}): Promise<string> => {
    const user = { client_user_id: 'person-1' };
    return String(
      (await plaid('/link/token/create', { ...basics, user, webhook: fixture.hooks.url, ...more })).link_token,
    );
  };
  const update = async (more: object = {}): Promise<string> => {
    const { accessToken } = await fixture.client.link({ webhook: fixture.hooks.url });
    return ordinary({ access_token: accessToken, products: undefined, ...more });
  };
  const multiItem = async (): Promise<string> => {
    const { user_id } = await plaid('/user/create', { client_user_id: 'person-1' });
    return ordinary({ user_id, enable_multi_item_link: true });
  };
  const layer = async (): Promise<string> => {
    const body = { template_id: 'template-1', user: { client_user_id: 'person-1' }, webhook: fixture.hooks.url };
    return ((await plaid('/session/token/create', body)).link as { link_token: string }).link_token;
  };

  const hosted = { hosted_link: {} };
  const kinds: [string, () => Promise<string>, { byDefault: string[]; all: string[]; showsEvents: boolean }][] = [
    [
      'Hosted Link',
      () => ordinary(hosted),
      { byDefault: [ADDED, EVENTS, FINISHED], all: [ADDED, EVENTS, FINISHED], showsEvents: true },
    ],
    [
      'Multi-Item Link',
      multiItem,
      { byDefault: [ADDED, FINISHED], all: [ADDED, EVENTS, FINISHED], showsEvents: false },
    ],
    ['Layer', layer, { byDefault: [FINISHED], all: [ADDED, EVENTS, FINISHED], showsEvents: false }],
    ['Link in the app', () => ordinary(), { byDefault: [], all: [ADDED, EVENTS, FINISHED], showsEvents: false }],
    [
      'update mode on a hosted page',
      () => update(hosted),
      { byDefault: [FINISHED], all: [FINISHED], showsEvents: true },
    ],
    ['update mode in the app', () => update(), { byDefault: [], all: [FINISHED], showsEvents: false }],
  ];

  test.each(kinds)('%s', async (_, create, expected) => {
    await start();
    const token = await create();
    await finish(token);
    expect(await sentCodes()).toEqual(expected.byDefault);
    const session = await sessionOf(token);
    expect(session?.finished_at).not.toBeNull();
    expect(session?.events !== undefined).toBe(expected.showsEvents);
  });

  test.each(kinds)('%s, when Link events are enabled for the client', async (_, create, expected) => {
    await start({ linkWebhooks: 'all' });
    const token = await create();
    await finish(token);
    expect(await sentCodes()).toEqual(expected.all);
    expect((await sessionOf(token))?.events).toEqual(expect.arrayContaining([expect.anything()]));
  });

  test('outside Hosted Link, exited and abandoned sessions send no webhook', async () => {
    await start();
    await finish(await ordinary(), { outcome: 'exit', errorCode: 'INVALID_CREDENTIALS' });
    await finish(
      await ordinary({
        user_id: (await plaid('/user/create', { client_user_id: 'p' })).user_id,
        enable_multi_item_link: true,
      }),
      {
        outcome: 'success',
        keepOpen: true,
      },
    );
    await fixture.client.control('POST', '/emulator/clock', { advanceMs: 15 * MINUTE_MS });
    expect(await sentCodes()).toEqual([ADDED]);
  });

  test('/link/token/get returns the result of a session inside an app', async () => {
    await start();
    const token = await ordinary();
    const finished = await finish(token);
    const session = await sessionOf(token);
    expect(session?.results.item_add_results.map((one) => one.public_token)).toEqual(finished.body.publicTokens);
  });
});
