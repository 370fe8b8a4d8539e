import { routes } from '../../../src/emulator/endpoints/routes.js';
import { createEmulatorClient, type EmulatorClient } from '../../support/emulator-client.js';
import { startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';
import { requestSamples } from '../../support/plaid-schema/request-samples.js';
import { readSpecification, specificationPaths } from '../../support/plaid-schema/specification.js';

const files = specificationPaths();
const emulated = routes.map((route) => route.path);
const samples = (files === null ? [] : requestSamples(readSpecification(files))).filter(({ path }) =>
  emulated.includes(path),
);

const title = 'requests as Plaid declares them';
const suite = files === null ? describe.skip : describe;

suite(files === null ? `${title} (needs Plaid's OpenAPI file: PLAID_OPENAPI)` : title, () => {
  let fixture: EmulatorFixture;
  let client: EmulatorClient;
  beforeAll(async () => {
    fixture = await startEmulator({ liveBalanceMs: 0 });
    client = createEmulatorClient(fixture.emulator.url, { isRecorded: false });
  });
  afterAll(async () => {
    await client.close();
    await fixture.close();
  });

  test('exist for every emulated path', () => {
    expect(samples.map(({ path }) => path).sort()).toEqual([...emulated].sort());
    expect(samples.flatMap(({ invalid }) => invalid).length).toBeGreaterThan(100);
  });

  test('every declared field is known, including nested ones', async () => {
    const refused: string[] = [];
    for (const sample of samples) {
      const { body } = await client.plaid(sample.path, sample.body);
      if (['UNKNOWN_FIELDS', 'MISSING_FIELDS'].includes(String(body.error_code)))
        refused.push(`${sample.path}: ${String(body.error_message)}`);
    }
    expect(refused).toEqual([]);
  });

  test('an undeclared field is rejected by its path, in every object', async () => {
    const taken: string[] = [];
    for (const { path: called, invalid } of samples) {
      for (const { field, body } of invalid) {
        const response = await client.plaid(called, body);
        const named = String(response.body.error_message)
          .split(/[\s,:]+/)
          .includes(field);
        const refused = response.body.error_code === 'UNKNOWN_FIELDS' && named;
        if (!refused)
          taken.push(`${called} ${field}: ${String(response.body.error_code)} ${String(response.body.error_message)}`);
      }
    }
    expect(taken).toEqual([]);
  }, 60_000);

  test('the values that the products of /link/token/create declare are accepted', async () => {
    const body = { ...samples.find((sample) => sample.path === '/link/token/create')?.body };
    // With every field set, the request contradicts itself: overlapping products, an unknown token, update mode.
    for (const field of [
      'required_if_supported_products',
      'optional_products',
      'additional_consented_products',
      'access_token',
      'update',
      'user_id',
      'user_token',
      'institution_id',
    ])
      Reflect.deleteProperty(body, field);
    const wanted = {
      ...body,
      language: 'en',
      redirect_uri: 'https://example.com/back',
      country_codes: ['US'],
      products: ['auth'],
      enable_multi_item_link: false,
    };
    const response = await client.plaid('/link/token/create', wanted);
    expect([response.status, response.body.error_message]).toEqual([200, undefined]);
  });
});
