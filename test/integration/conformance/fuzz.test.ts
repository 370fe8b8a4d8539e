import { Agent, request } from 'undici';
import type { SampleIds } from '../../../src/emulator/http/route.js';
import { startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';
import { malformedRequests } from '../../support/fuzz/malformed.js';
import type { MalformedRequest } from '../../support/fuzz/malformed.js';
import { plaidSchema } from '../../support/plaid-schema/conformance.js';
import { createSampleIds } from '../../support/sample-ids.js';

const COUNT = 5000;
const SEED = 20_261_121;
/** Some mutated requests are valid, such as a removal of the Item, so new ids are created this often. */
const NEW_NAMES_EVERY = 100;

const parse = (text: string): Record<string, unknown> | null => {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : null;
  } catch {
    return null;
  }
};

const ERROR_FIELDS = ['error_type', 'error_code', 'error_message', 'request_id'];

describe('malformed requests to the emulator', () => {
  let fixture: EmulatorFixture;
  let dispatcher: Agent;
  const logged: object[] = [];
  beforeAll(async () => {
    fixture = await startEmulator({ log: (line) => logged.push(line) });
    dispatcher = new Agent();
  });
  afterAll(async () => {
    await dispatcher.destroy();
    await fixture.close();
  });

  /** The problem with the response, or undefined. */
  const faultsOf = async (sent: MalformedRequest, live: SampleIds): Promise<{ status: number; faults: string[] }> => {
    const response = await request(`${fixture.emulator.url}${sent.path}`, {
      method: sent.method,
      headers: sent.headers,
      body: sent.body(live),
      dispatcher,
    });
    const { statusCode: status } = response;
    const body = parse(await response.body.text());
    const faults = [
      ...(status >= 500 ? [`status ${status}`] : []),
      ...(body === null ? ['the body is not a JSON object'] : []),
      ...(status >= 400 ? ERROR_FIELDS.filter((field) => typeof body?.[field] !== 'string') : []),
      ...(plaidSchema()?.answer(new URL(sent.path, fixture.emulator.url).pathname, status, body) ?? []),
    ];
    return { status, faults };
  };

  test(`${COUNT} of them over all paths: each returns a Plaid error, none a 5xx, and nothing breaks`, async () => {
    const failures: string[] = [];
    const statuses = new Map<number, number>();
    let live = await createSampleIds(fixture.client);
    for (const [index, sent] of malformedRequests(COUNT, SEED).entries()) {
      if (index % NEW_NAMES_EVERY === 0) live = await createSampleIds(fixture.client);
      const { status, faults } = await faultsOf(sent, live);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (faults.length > 0) {
        failures.push(
          `#${index} ${sent.method} ${sent.path} (${sent.kind}): ${faults.join('; ')} for ${sent.body(live).toString().slice(0, 200)}`,
        );
      }
    }
    expect(failures.slice(0, 20)).toEqual([]);
    expect(logged).toEqual([]);
    // Most are rejected; a few happen to be valid.
    expect(statuses.get(200) ?? 0).toBeLessThan(COUNT / 4);
    const { accessToken } = await fixture.client.link();
    expect((await fixture.client.plaid('/item/get', { access_token: accessToken })).status).toBe(200);
  }, 120_000);
});
