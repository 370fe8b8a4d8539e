import { startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

interface InstitutionBody {
  institution_id: string;
  name: string;
  oauth: boolean;
  country_codes: string[];
  products: string[];
  status?: Record<string, { status: string } | null> | null;
  payment_initiation_metadata?: object | null;
  logo?: string | null;
}

/** The Sandbox institutions in Plaid's documentation, each with a country and whether it uses OAuth. */
const DOCUMENTED: [id: string, name: string, country: string, oauth: boolean][] = [
  ['ins_109508', 'First Platypus Bank', 'US', false],
  ['ins_130016', 'First Platypus Balance Bank', 'US', false],
  ['ins_109509', 'First Gingham Credit Union', 'US', false],
  ['ins_109510', 'Tattersall Federal Credit Union', 'US', false],
  ['ins_109511', 'Tartan Bank', 'US', false],
  ['ins_109512', 'Houndstooth Bank', 'US', false],
  ['ins_43', 'Tartan-Dominion Bank of Canada', 'CA', false],
  ['ins_116834', 'Flexible Platypus Open Banking', 'GB', true],
  ['ins_117650', 'Royal Bank of Plaid', 'GB', true],
  ['ins_127287', 'Platypus OAuth Bank', 'US', true],
  ['ins_132241', 'First Platypus OAuth App2App Bank', 'US', true],
  ['ins_117181', 'Flexible Platypus Open Banking', 'GB', true],
  ['ins_135858', 'Windowpane Bank', 'US', false],
  ['ins_132363', 'Unhealthy Platypus Bank - Degraded', 'US', false],
  ['ins_132361', 'Unhealthy Platypus Bank - Down', 'US', false],
  ['ins_133402', 'Unsupported Platypus Bank - Institution Not Supported', 'US', false],
  ['ins_133502', 'Platypus Bank RUX Auth', 'US', false],
  ['ins_133503', 'Platypus Bank RUX Match', 'US', false],
];

describe('the institutions of Plaid’s Sandbox', () => {
  let fixture: EmulatorFixture;
  beforeAll(async () => {
    fixture = await startEmulator();
  });
  afterAll(() => fixture.close());
  const plaid = (path: string, body: object) => fixture.client.plaid(path, body);

  const byId = async (institutionId: string, country: string, options?: object): Promise<InstitutionBody> => {
    const { body } = await plaid('/institutions/get_by_id', {
      institution_id: institutionId,
      country_codes: [country],
      options,
    });
    return body.institution as InstitutionBody;
  };
  const list = async (body: object): Promise<InstitutionBody[]> =>
    (await plaid('/institutions/get', { country_codes: ['US'], ...body })).body.institutions as InstitutionBody[];

  test.each(DOCUMENTED)('%s is %s in every institution endpoint', async (id, name, country, oauth) => {
    expect(await byId(id, country)).toMatchObject({ institution_id: id, name, oauth });
    const found = await plaid('/institutions/search', { query: name, country_codes: [country] });
    const ids = (found.body.institutions as InstitutionBody[]).map((one) => one.institution_id);
    expect(ids).toContain(id);
    const all = await list({ count: 500, offset: 0, country_codes: [country] });
    expect(all.map((one) => one.institution_id)).toContain(id);
  });

  test.each(DOCUMENTED.filter(([id]) => id !== 'ins_133402'))(
    '%s (%s) creates an Item with accounts',
    async (id, _name, country) => {
      const { products } = await byId(id, country);
      const product = products.find((one) => one !== 'balance') ?? '';
      const { accessToken } = await fixture.client.link({ institutionId: id, products: [product] });
      const { body } = await plaid('/accounts/get', { access_token: accessToken });
      expect(body).toMatchObject({ item: { institution_id: id } });
      expect((body.accounts as unknown[]).length).toBeGreaterThan(1);
    },
  );

  test.each([
    ['US', {}],
    ['US', { options: { products: ['identity'] } }],
    ['US', { options: { products: ['transactions'], include_optional_metadata: true } }],
  ])('94: there are enough of them in %s for a second page, also with %j', async (country, more) => {
    expect(await list({ count: 3, offset: 4, country_codes: [country], ...more })).toHaveLength(3);
  });

  test('94: pages of institutions in Great Britain with OAuth', async () => {
    const page = await list({ count: 3, offset: 1, country_codes: ['GB'], options: { oauth: true } });
    expect(page.map((one) => one.oauth)).toEqual([true, true, true]);
  });

  test('no institution is listed twice', async () => {
    const ids = await Promise.all(
      ['US', 'CA', 'GB', 'FR'].map((country) => list({ count: 500, offset: 0, country_codes: [country] })),
    );
    const all = ids.flat().map((one) => one.institution_id);
    expect(new Set(all).size).toBe(all.length);
  });

  test('an institution can be found by its routing number', async () => {
    const found = await list({ count: 1, offset: 0, options: { routing_numbers: ['021200339', '052001633'] } });
    expect(found).toHaveLength(1);
  });

  test.each([
    ['ins_109508', 'HEALTHY'],
    ['ins_132363', 'DEGRADED'],
    ['ins_132361', 'DOWN'],
  ])('the status of %s is %s, for the products it has, and only on request', async (id, expected) => {
    const { status, products } = await byId(id, 'US', { include_status: true });
    expect(status).toMatchObject({
      item_logins: { status: expected },
      transactions_updates: { status: expected },
      identity: { status: expected },
      auth: products.includes('auth') ? { status: expected } : null,
    });
    expect(await byId(id, 'US')).not.toHaveProperty('status');
  });

  test('95: Tartan Bank has the optional metadata of Plaid, with a PNG logo', async () => {
    const bank = await byId('ins_109511', 'US', { include_optional_metadata: true });
    expect(bank).toMatchObject({ url: 'https://www.plaid.com/', primary_color: '#174e7c' });
    expect(
      Buffer.from(bank.logo ?? '', 'base64')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect((await byId('ins_109508', 'US', { include_optional_metadata: true })).logo).toBeNull();
  });

  test('payment_initiation_metadata is returned for institutions that support payments', async () => {
    const options = { include_payment_initiation_metadata: true };
    expect((await byId('ins_117650', 'GB', options)).payment_initiation_metadata).toMatchObject({
      maximum_payment_amount: { GBP: expect.any(String) as string },
    });
    expect((await byId('ins_109508', 'US', options)).payment_initiation_metadata).toBeNull();
  });

  test('an institution that Plaid no longer supports cannot be connected, with Link or without', async () => {
    const gone = { status: 400, body: { error_code: 'INSTITUTION_NO_LONGER_SUPPORTED' } };
    expect(
      await plaid('/sandbox/public_token/create', { institution_id: 'ins_133402', initial_products: ['transactions'] }),
    ).toMatchObject(gone);
    const { body } = await plaid('/link/token/create', {
      client_name: 'x',
      language: 'en',
      country_codes: ['US'],
      user: { client_user_id: 'u' },
      products: ['transactions'],
    });
    const walked = await fixture.client.control('POST', `/emulator/link/${String(body.link_token)}`, {
      outcome: 'success',
      institutionId: 'ins_133402',
    });
    expect(walked).toMatchObject({ status: 400, body: { errorCode: 'INSTITUTION_NO_LONGER_SUPPORTED' } });
  });

  test('Tartan Bank has the accounts of Plaid’s Sandbox first, with their numbers', async () => {
    const { accessToken } = await fixture.client.link({ institutionId: 'ins_109511', products: ['auth'] });
    const { body } = await plaid('/auth/get', { access_token: accessToken });
    const all = (await plaid('/accounts/get', { access_token: accessToken })).body.accounts;
    expect(all).toMatchObject([
      { name: 'Plaid Checking', mask: '0000', subtype: 'checking', balances: { available: 100, current: 110 } },
      { name: 'Plaid Saving', mask: '1111', subtype: 'savings', balances: { available: 200, current: 210 } },
      { name: 'Plaid CD', mask: '2222', subtype: 'cd', balances: { available: null, current: 1000 } },
      { name: 'Plaid Credit Card', mask: '3333', subtype: 'credit card', balances: { current: 410, limit: 2000 } },
      ...(all as object[]).slice(4).map(() => ({})),
    ]);
    expect((body.numbers as { ach: object[] }).ach.slice(0, 2)).toMatchObject([
      { account: '1111222233330000', routing: '011401533', wire_routing: '021000021' },
      { account: '1111222233331111', routing: '011401533', wire_routing: '021000021' },
    ]);
  });

  test('75: the verification key in Plaid’s documentation exists, and has expired', async () => {
    const { body } = await plaid('/webhook_verification_key/get', { key_id: '6c5516e1-92dc-479e-a8ff-5a51992e0001' });
    expect(body.key).toMatchObject({
      kid: '6c5516e1-92dc-479e-a8ff-5a51992e0001',
      alg: 'ES256',
      crv: 'P-256',
      kty: 'EC',
      use: 'sig',
      expired_at: expect.any(Number) as number,
    });
    const { accessToken } = await fixture.client.link({ webhook: fixture.hooks.url });
    await plaid('/sandbox/item/fire_webhook', { access_token: accessToken, webhook_code: 'NEW_ACCOUNTS_AVAILABLE' });
    const [hook] = await fixture.hooks.count(1);
    const [head = ''] = (hook?.verification ?? '').split('.');
    const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
    expect(kid).not.toBe('6c5516e1-92dc-479e-a8ff-5a51992e0001');
  });
});
