import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { routes } from '../../../src/emulator/endpoints/routes.js';
import type { SampleIds } from '../../../src/emulator/http/route.js';
import { sampleBody } from '../sample-ids.js';
import { changeAt } from './change-at.js';

/** A malformed request. Its body is built when it is sent, with the ids and tokens that exist then. */
export interface MalformedRequest {
  /** What is wrong with it, for the message of a failing test. */
  kind: string;
  method: 'POST' | 'GET' | 'PUT' | 'DELETE';
  path: string;
  headers: Record<string, string>;
  body(live: SampleIds): Buffer;
}

const GOOD_HEADERS = {
  'content-type': 'application/json',
  'plaid-client-id': 'emulator-client-id',
  'plaid-secret': 'emulator-secret',
};

function toBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

const path = fc.constantFrom(...routes.map((route) => route.path));
const steps = fc.array(fc.nat(50), { minLength: 1, maxLength: 4 });
const hostileText = fc.constantFrom(
  '',
  ' ',
  '\u0000',
  '\ud800',
  "' OR 1=1 --",
  '../../etc/passwd',
  '${7*7}',
  '__proto__',
  'constructor',
  'x'.repeat(100_000),
  'access-sandbox-',
  'access-production-00000000-0000-4000-8000-000000000000',
  'public-sandbox-00000000-0000-4000-8000-000000000000',
  'usr_',
  'ins_',
  '9'.repeat(400),
  '2026-02-30T25:61:61Z',
  'javascript:alert(1)',
  'http://[::1',
);
const hostileNumber = fc.constantFrom(-1, 0, 1.5, 1e308, -1e308, 2 ** 53, Number.MIN_VALUE, 501, 1e21);
const hostile: Arbitrary<unknown> = fc.oneof(
  hostileText,
  hostileNumber,
  fc.constantFrom<unknown>(null, true, false, [], {}, [null], [[]], { a: { b: null } }),
  fc.string(),
  fc.jsonValue({ maxDepth: 4 }),
);

type Part = Omit<MalformedRequest, 'path'>;
function request(kind: string, body: Part['body'], change: Partial<Part> = {}): Part {
  return {
    kind,
    method: 'POST',
    headers: GOOD_HEADERS,
    body,
    ...change,
  };
}

/** A valid request with another value in one place. */
function bent(name: string): Arbitrary<Part> {
  return fc
    .tuple(steps, hostile)
    .map(([where, value]) =>
      request(`other value at ${where.join('.')}`, (live) =>
        toBytes(changeAt(sampleBody(name, live), where, () => value)),
      ),
    );
}

/** A valid request without one value. */
function lacking(name: string): Arbitrary<Part> {
  return steps.map((where) =>
    request(`nothing at ${where.join('.')}`, (live) =>
      toBytes(changeAt(sampleBody(name, live), where, () => undefined) ?? {}),
    ),
  );
}

/** A valid request with an unknown field somewhere. */
function surplus(name: string): Arbitrary<Part> {
  return fc
    .tuple(steps, fc.constantFrom('nobody', '__proto__', 'constructor', 'toString', '', 'a.b', '\u0000'), hostile)
    .map(([where, field, value]) =>
      request(`a field ${JSON.stringify(field)} too many`, (live) => {
        const added = (old: unknown): unknown =>
          typeof old === 'object' && old !== null && !Array.isArray(old)
            ? { ...old, [field]: value }
            : { [field]: value };
        return toBytes(added(changeAt(sampleBody(name, live), where, added)));
      }),
    );
}

/** Bytes that are not a JSON object. */
const noObject: Arbitrary<Part> = fc
  .oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.string().map((text) => Buffer.from(text)),
    fc.json().map((text) => Buffer.from(text.slice(0, -1))),
    fc
      .constantFrom(
        'null',
        '[]',
        '"x"',
        '1',
        'true',
        '{',
        '{"a":',
        '[[[[',
        '\ufeff{}',
        '{"a":1}{"b":2}',
        "{'a':1}",
        'NaN',
      )
      .map((text) => Buffer.from(text)),
    fc.integer({ min: 1, max: 5000 }).map((depth) => Buffer.from('{"a":'.repeat(depth))),
    fc.integer({ min: 1, max: 5000 }).map((depth) => Buffer.from(`${'['.repeat(depth)}${']'.repeat(depth)}`)),
  )
  .map((bytes) => request('no JSON object', () => bytes));

/** Invalid credentials or an invalid content type. */
function headers(name: string): Arbitrary<Part> {
  return fc
    .record(
      {
        'content-type': fc.constantFrom(
          'text/plain',
          'application/xml',
          'application/json; charset=utf-16',
          ';',
          '*/*',
          'json',
        ),
        'plaid-client-id': fc.constantFrom('', 'x', 'emulator-client-id, emulator-client-id', 'x'.repeat(2000)),
        'plaid-secret': fc.constantFrom('', 'x', 'emulator-secret ', 'é'),
        'plaid-version': fc.constantFrom('', '1999-01-01', 'x'.repeat(500)),
        'accept-encoding': fc.constantFrom('gzip', 'nothing'),
        'content-encoding': fc.constantFrom('gzip', 'br'),
      },
      { requiredKeys: [] },
    )
    .map((other) =>
      request('other headers', (live) => toBytes(sampleBody(name, live)), { headers: { ...GOOD_HEADERS, ...other } }),
    );
}

/** Credentials in the body that are not strings. */
function credentials(name: string): Arbitrary<Part> {
  return fc.tuple(hostile, hostile).map(([client_id, secret]) =>
    request('other credentials in the body', (live) => toBytes({ ...sampleBody(name, live), client_id, secret }), {
      headers: { 'content-type': 'application/json' },
    }),
  );
}

function otherMethod(name: string): Arbitrary<Part> {
  return fc
    .constantFrom('PUT' as const, 'DELETE' as const, 'GET' as const)
    .map((method) => request('another method', (live) => toBytes(sampleBody(name, live)), { method }));
}

/** What follows the path, mostly nothing. */
const suffix = fc.oneof(
  { arbitrary: fc.constant(''), weight: 20 },
  { arbitrary: fc.constantFrom('/', '//', '?a=b', '%00', '%2e%2e', '/../get', '/nobody', ';x'), weight: 1 },
);

/** A malformed request to one of the paths, or to one that is almost right. */
const malformed: Arbitrary<MalformedRequest> = path.chain((name) =>
  fc
    .tuple(
      fc.oneof(
        { arbitrary: bent(name), weight: 8 },
        { arbitrary: lacking(name), weight: 3 },
        { arbitrary: surplus(name), weight: 3 },
        { arbitrary: noObject, weight: 3 },
        { arbitrary: headers(name), weight: 1 },
        { arbitrary: credentials(name), weight: 1 },
        { arbitrary: otherMethod(name), weight: 1 },
      ),
      suffix,
    )
    .map(([part, end]) => ({ ...part, path: `${name}${end}` })),
);

/** The same seed gives the same requests. */
export function malformedRequests(count: number, seed: number): MalformedRequest[] {
  return fc.sample(malformed, { numRuns: count, seed });
}
