import { randomBytes } from 'node:crypto';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { createRawHttpClient, type RawHttpClient } from '../../support/raw-http-client.js';
import { rowsOf } from '../../support/rows.js';
import { signIn } from '../../support/access-tokens.js';
import { assertUnchanged } from '../../support/assert-unchanged.js';

const CREATE = `mutation ($input: CreateLinkSessionInput!) {
  createLinkSession(input: $input) { linkSession { hostedLinkUrl metadata { clientName redirectUri } } }
}`;

/** Starts a gateway with these settings and runs createLinkSession. */
async function open(env: Record<string, string>) {
  const gateway: TestGateway = await startGateway(env);
  const rawClient: RawHttpClient = createRawHttpClient(gateway.url);
  return {
    gateway,
    async create(input: object, sub = 'alice') {
      const headers = { authorization: `Bearer ${await signIn(sub)}` };
      return rawClient.post({ query: CREATE, variables: { input: { products: ['auth'], ...input } } }, headers);
    },
    async close() {
      await rawClient.close();
      await gateway.close();
    },
  };
}

type LinkGateway = Awaited<ReturnType<typeof open>>;
type LinkResult = Awaited<ReturnType<LinkGateway['create']>>;

const codes = (response: LinkResult) => response.errors.map(({ extensions }) => extensions.code);
const fields = (response: LinkResult) => response.errors.flatMap(({ extensions }) => extensions.fields ?? []);
const sms = (phoneNumber: string) => ({ user: { phoneNumber }, hostedLink: { deliveryMethod: 'sms' } });
const email = (emailAddress: string) => ({ user: { emailAddress }, hostedLink: { deliveryMethod: 'email' } });
const number = (n: number) => `+1415555${String(1_000 + n)}`;

describe('T21: what callers may configure in a Link session by default', () => {
  let linkGateway: LinkGateway;
  beforeAll(async () => {
    linkGateway = await open({});
  });
  afterAll(() => linkGateway.close());

  it.each([
    'http://localhost:3000/return',
    'https://localhost/return',
    'http://127.0.0.1:5173/return',
    'http://[::1]:3000/return',
    'myapp://return',
    'com.example.app:/return',
  ])('includes redirects to this machine and to apps: %s', async (url) => {
    const response = await linkGateway.create({ redirectUri: url, hostedLink: { completionRedirectUri: url } });
    expect(fields(response)).toEqual([]);
    expect(codes(await linkGateway.create({ hostedLink: { completionRedirectUri: url } }))).toEqual([]);
  });

  it.each([
    'https://evil.example/return',
    'http://localhost.evil.example/return',
    'http://10.0.0.7/return',
    'intent://evil.example/#Intent;scheme=https;end',
    'tel:+19005550123',
    'shell://startup',
    'ms-settings://privacy',
    'search-ms://query=x',
    'chrome://settings',
    'jar://app.example/x',
    'geo://0,0',
    'sms:+19005550123',
  ])('does not include other redirects: %s', async (url) => {
    const response = await assertUnchanged(linkGateway.gateway, () =>
      linkGateway.create({ redirectUri: url, hostedLink: { completionRedirectUri: url } }),
    );
    expect(codes(response)).toEqual(['BAD_USER_INPUT']);
    expect(fields(response).map(({ path }) => path)).toEqual([
      'input.redirectUri',
      'input.hostedLink.completionRedirectUri',
    ]);
    expect(response.text).not.toContain(JSON.stringify(url));
  });

  it('does not include the app name', async () => {
    const response = await assertUnchanged(linkGateway.gateway, () => linkGateway.create({ clientName: 'Your Bank' }));
    expect(codes(response)).toEqual(['BAD_USER_INPUT']);
    expect(fields(response)).toEqual([
      { path: 'input.clientName', rule: expect.stringContaining('LINK_ALLOW_CLIENT_NAME') as string },
    ]);
    expect(response.text).not.toContain('Your Bank');
  });

  it('T42: does not include SMS', async () => {
    const response = await assertUnchanged(linkGateway.gateway, () => linkGateway.create(sms(number(0))));
    expect(codes(response)).toEqual(['BAD_USER_INPUT']);
    expect(fields(response)).toEqual([
      { path: 'input.hostedLink.deliveryMethod', rule: expect.stringContaining('LINK_ALLOW_SMS') as string },
    ]);
    expect(response.text).not.toContain(number(0));
  });

  it.each(['SMS', 'whatsapp', 'sms '])('does not include unknown delivery methods: %j', async (method) => {
    const response = await assertUnchanged(linkGateway.gateway, () =>
      linkGateway.create({ user: { phoneNumber: number(0) }, hostedLink: { deliveryMethod: method } }),
    );
    expect(fields(response).map(({ path }) => path)).toEqual(['input.hostedLink.deliveryMethod']);
  });

  it.each(['a@b.example\r\nbcc: c@d.example', 'a@b.example, c@d.example', 'nobody', 'a@b@c.example'])(
    'does not include recipients other than one email address: %j',
    async (address) => {
      const response = await assertUnchanged(linkGateway.gateway, () => linkGateway.create(email(address)));
      expect(fields(response).map(({ path }) => path)).toEqual(['input.user.emailAddress']);
    },
  );

  it('does not include deliveries without a recipient', async () => {
    const response = await assertUnchanged(linkGateway.gateway, () =>
      linkGateway.create({ hostedLink: { deliveryMethod: 'email' } }),
    );
    expect(fields(response).map(({ path }) => path)).toEqual(['input.user.emailAddress']);
  });
});

describe('T21: what callers may configure in a Link session in production', () => {
  let linkGateway: LinkGateway;
  beforeAll(async () => {
    linkGateway = await open({
      PLAID_ENV: 'production',
      PLAID_CLIENT_ID: 'emulator-client-id',
      PLAID_SECRET: 'emulator-secret',
      VAULT_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      PUBLIC_URL: 'https://gateway.example',
    });
  });
  afterAll(() => linkGateway.close());

  it.each(['http://localhost:3000/return', 'https://localhost/return', 'myapp://return', 'https://app.example/return'])(
    'includes no redirect that the operator does not name: %s',
    async (url) => {
      const response = await assertUnchanged(linkGateway.gateway, () =>
        linkGateway.create({ redirectUri: url, hostedLink: { completionRedirectUri: url } }),
      );
      expect(codes(response)).toEqual(['BAD_USER_INPUT']);
      expect(fields(response).map(({ rule }) => rule)).toEqual([
        expect.stringContaining('LINK_ALLOWED_REDIRECT_ORIGINS'),
        expect.stringContaining('LINK_ALLOWED_REDIRECT_ORIGINS'),
      ]);
    },
  );
});

describe('what an operator allows', () => {
  let linkGateway: LinkGateway;
  beforeAll(async () => {
    linkGateway = await open({
      LINK_ALLOWED_REDIRECT_ORIGINS: 'https://app.example,myapp:',
      LINK_ALLOW_CLIENT_NAME: 'true',
      LINK_ALLOW_SMS: 'true',
      LIMIT_LINK_DELIVERIES_PER_USER: '3',
      LIMIT_LINK_DELIVERIES_PER_RECIPIENT: '2',
    });
  });
  afterAll(() => linkGateway.close());

  it('is passed on to Link', async () => {
    const response = await linkGateway.create({ clientName: 'Another App', redirectUri: 'https://app.example/return' });
    expect(response.data).toMatchObject({
      createLinkSession: {
        linkSession: { metadata: { clientName: 'Another App', redirectUri: 'https://app.example/return' } },
      },
    });
  });

  it.each(['http://localhost:3000/', 'otherapp://return', 'http://app.example/', 'https://app.example:444/'])(
    'replaces the default: %s is not named',
    async (url) => {
      const response = await assertUnchanged(linkGateway.gateway, () => linkGateway.create({ redirectUri: url }));
      expect(fields(response).map(({ path }) => path)).toEqual(['input.redirectUri']);
    },
  );

  it('T42: includes a daily number of SMS per user, for all recipients together', async () => {
    const responses = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => linkGateway.create(sms(number(n)), 'bob')));
    expect(responses.filter((response) => codes(response).length === 0)).toHaveLength(3);
    const refused = responses.filter((response) => codes(response)[0] === 'LIMIT_EXCEEDED');
    expect(refused).toHaveLength(3);
    const waitMs = refused[0]?.errors[0]?.extensions.retryAfterMs ?? 0;
    expect(waitMs).toBeGreaterThan(23 * 3_600_000);
    expect(waitMs).toBeLessThanOrEqual(24 * 3_600_000);
    await assertUnchanged(linkGateway.gateway, () => linkGateway.create(sms(number(7)), 'bob'));
    await assertUnchanged(linkGateway.gateway, () => linkGateway.create(email('bob@example.com'), 'bob'));
  });

  it('T42: includes a daily number of SMS per phone number, for all users together, and rejected requests do not count', async () => {
    const to = sms(number(99));
    const responses = [];
    for (const sub of ['carol', 'dave', 'erin']) responses.push(await linkGateway.create(to, sub));
    expect(responses.map(codes)).toEqual([[], [], ['LIMIT_EXCEEDED']]);
    for (const n of [100, 101, 102]) expect(codes(await linkGateway.create(sms(number(n)), 'erin'))).toEqual([]);
  });

  it('T42: includes a daily number of emails per mailbox, in any spelling', async () => {
    const responses = [];
    for (const [sub, address] of [
      ['fay', 'gail@example.com'],
      ['hal', 'Gail@Example.com'],
      ['ivy', 'gail+x@example.com'],
    ] as const)
      responses.push(await linkGateway.create(email(address), sub));
    expect(responses.map(codes)).toEqual([[], [], ['LIMIT_EXCEEDED']]);
  });

  it('does not limit sessions without delivery', async () => {
    for (let n = 0; n < 5; n += 1) expect(codes(await linkGateway.create({ hostedLink: {} }, 'bob'))).toEqual([]);
  });

  it('is counted without storing phone numbers or email addresses', () => {
    const rows = JSON.stringify(rowsOf(linkGateway.gateway.dataDir));
    expect(rows).not.toContain('415555');
    expect(rows).not.toContain('gail');
  });
});
