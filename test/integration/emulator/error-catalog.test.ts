import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorCatalog } from '../../../src/emulator/error-catalog.js';
import { startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';
import { specificationPaths } from '../../support/plaid-schema/specification.js';

/** An expected error; the catalog allows several types and statuses for some codes. */
interface Expected {
  code: string;
  types: string[];
  statuses: number[];
}

const words = (cell: string, pattern: RegExp): string[] => cell.match(pattern) ?? [];

/** Rows `| TYPE | CODE, CODE | HTTP | …`. When a row has as many statuses as codes, they correspond. */
const rowsOf = (catalogue: string): Expected[] =>
  catalogue.split('\n').flatMap((line) => {
    const [, type = '', codes = '', http = ''] = line.split('|');
    const types = words(type, /\b(?:[A-Z]+_)+[A-Z]+\b/g);
    const named = words(codes, /\b[A-Z][A-Z0-9_]{5,}\b/g);
    const statuses = words(http, /\b\d{3}\b/g).map(Number);
    if (types.length === 0 || named.length === 0) return [];
    const apart = http.includes(' / ') && statuses.length === named.length;
    return named.map((code, index) => ({ code, types, statuses: apart ? statuses.slice(index, index + 1) : statuses }));
  });

/** The catalog next to the specification when it exists; otherwise the emulator's own. */
const expected = (): Expected[] => {
  const path = fileURLToPath(new URL('errors.md', `file://${specificationPaths()?.[0] ?? '/nowhere/'}`));
  if (existsSync(path)) return rowsOf(readFileSync(path, 'utf8'));
  return Object.entries(errorCatalog).map(([code, { type, status }]) => ({ code, types: [type], statuses: [status] }));
};

describe('the error catalog of the emulator', () => {
  let fixture: EmulatorFixture;
  let accessToken: string;
  beforeAll(async () => {
    fixture = await startEmulator();
    ({ accessToken } = await fixture.client.link());
  });
  afterAll(() => fixture.close());

  /** Uses fetch, because the test client validates responses against Plaid's schemas, which do not have invented types. */
  const faulted = async (fault: object): Promise<{ status: number; type: unknown; code: unknown }> => {
    const set = await fixture.client.control('POST', '/emulator/faults', { path: '/item/get', times: 1, fault });
    expect(set).toMatchObject({ status: 200 });
    const response = await fetch(`${fixture.emulator.url}/item/get`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'plaid-client-id': 'emulator-client-id',
        'plaid-secret': 'emulator-secret',
      },
      body: JSON.stringify({ access_token: accessToken }),
    });
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, type: body.error_type, code: body.error_code };
  };

  test('each code in the catalog has its type and status', async () => {
    const catalogue = expected();
    expect(catalogue.length).toBeGreaterThan(80);
    const wrong: string[] = [];
    for (const { code, types, statuses } of catalogue) {
      const response = await faulted({ errorCode: code });
      if (response.code !== code || !types.includes(String(response.type)) || !statuses.includes(response.status))
        wrong.push(
          `${code}: ${String(response.type)} ${response.status}, not ${types.join(' or ')} ${statuses.join(' or ')}`,
        );
    }
    expect(wrong).toEqual([]);
  });

  test.each([
    [{ errorType: 'RATE_LIMIT_EXCEEDED' }, 429, 'RATE_LIMIT_EXCEEDED', 'RATE_LIMIT'],
    [{ errorType: 'API_ERROR' }, 500, 'API_ERROR', 'INTERNAL_SERVER_ERROR'],
    [{ errorType: 'API_ERROR', status: 503 }, 503, 'API_ERROR', 'PLANNED_MAINTENANCE'],
    [
      { errorType: 'RATE_LIMIT_EXCEEDED', errorCode: 'TRANSACTIONS_LIMIT' },
      429,
      'RATE_LIMIT_EXCEEDED',
      'TRANSACTIONS_LIMIT',
    ],
    [{ errorType: 'ITEM_ERROR' }, 400, 'ITEM_ERROR', 'ITEM_LOGIN_REQUIRED'],
    [{ errorType: 'PAYMENT_ERROR', errorCode: 'PAYMENT_BLOCKED' }, 400, 'PAYMENT_ERROR', 'PAYMENT_BLOCKED'],
    [{ errorType: 'OF_TOMORROW' }, 400, 'OF_TOMORROW', 'OF_TOMORROW'],
    [{ errorCode: 'CREDITS_EXHAUSTED' }, 429, 'RATE_LIMIT_EXCEEDED', 'CREDITS_EXHAUSTED'],
    [{ status: 429 }, 429, 'RATE_LIMIT_EXCEEDED', 'RATE_LIMIT'],
  ])('%j follows from its parts', async (fault, status, type, code) => {
    expect(await faulted(fault)).toEqual({ status, type, code });
  });

  test('an empty type is refused', async () => {
    const rule = { path: '/item/get', fault: { errorType: '' } };
    expect((await fixture.client.control('POST', '/emulator/faults', rule)).status).toBe(400);
  });

  test.each(['INVALID_OTP', 'USER_SETUP_REQUIRED', 'MFA_NOT_SUPPORTED'])(
    'a Link session can exit with %s',
    async (errorCode) => {
      const { body } = await fixture.client.plaid('/link/token/create', {
        client_name: 'x',
        language: 'en',
        country_codes: ['US'],
        user: { client_user_id: 'u' },
        products: ['auth'],
      });
      const token = String(body.link_token);
      const left = await fixture.client.control('POST', `/emulator/link/${token}`, { outcome: 'exit', errorCode });
      expect(left).toMatchObject({ status: 200, body: { status: 'EXITED' } });
      const shown = await fixture.client.plaid('/link/token/get', { link_token: token });
      expect(shown.body).toMatchObject({
        link_sessions: [{ exit: { error: { error_type: 'ITEM_ERROR', error_code: errorCode } } }],
      });
    },
  );
});
