import { getHeapStatistics } from 'node:v8';
import { connectionsFor } from '../../../src/config/limits.js';
import { ConfigError } from '../../../src/config/config.js';
import { parseConfig } from '../../../src/config/parse-config.js';

const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7)).toString('base64');
const JWT_SECRET = 'a-made-up-secret-of-at-least-32-bytes';
const PRODUCTION = {
  NODE_ENV: 'production',
  PLAID_ENV: 'production',
  PLAID_CLIENT_ID: 'made-up-client',
  PLAID_SECRET: 'made-up-secret',
  VAULT_KEYS: `k1:${KEY}`,
  AUTH_JWT_SECRET: JWT_SECRET,
  AUTH_ISSUER: 'https://issuer.example.com',
  AUTH_AUDIENCE: 'gateway',
};
const SANDBOX = { ...PRODUCTION, NODE_ENV: 'development', PLAID_ENV: 'sandbox' };

function problemsOf(env: Record<string, string>, readFile?: (path: string) => string): readonly string[] {
  try {
    parseConfig(env, readFile);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('parseConfig', () => {
  it('requires no variable for development', () => {
    const config = parseConfig({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 4000, production: false, introspection: true });
    expect(config.plaid).toMatchObject({ env: 'emulator', baseUrl: null, clientId: 'emulator-client-id' });
    expect(config.auth).toMatchObject({ mode: 'development', verifier: null });
    expect(config.limits).toMatchObject({ bodyBytes: 102_400, tokens: 1_000, stallMs: 10_000 });
  });

  it('accepts a complete production configuration, with introspection and the playground off', () => {
    const config = parseConfig(PRODUCTION);
    expect(config).toMatchObject({ production: true, introspection: false, playground: false, corsOrigins: [] });
    expect(config.plaid.baseUrl).toBe('https://production.plaid.com');
    expect(config.vaultKeys?.[0]?.key).toHaveLength(32);
  });

  it('is deeply frozen', () => {
    const config = parseConfig({});
    expect([config, config.plaid, config.limits, config.link.countryCodes].every(Object.isFrozen)).toBe(true);
  });

  it.each([
    ['sandbox', {}],
    ['production', { EMULATOR_RATE_LIMITS: 'production' }],
    ['off', { PLAID_BASE_URL: 'http://127.0.0.1:9' }],
    ['off', { PLAID_BASE_URL: 'https://stand-in.example.com' }],
    ['production', { PLAID_BASE_URL: 'http://127.0.0.1:9', EMULATOR_RATE_LIMITS: 'production' }],
    ['sandbox', { PLAID_BASE_URL: 'http://127.0.0.1:9', PLAID_RATE_LIMITS: 'sandbox' }],
    ['sandbox', SANDBOX],
    ['off', { ...SANDBOX, PLAID_BASE_URL: 'http://localhost:9' }],
    ['sandbox', { ...SANDBOX, PLAID_BASE_URL: 'https://plaid.proxy.example.com' }],
    ['production', { ...SANDBOX, PLAID_BASE_URL: 'http://[::1]:9', PLAID_RATE_LIMITS: 'production' }],
    ['production', PRODUCTION],
    ['production', { ...PRODUCTION, PLAID_BASE_URL: 'http://127.0.0.1:9' }],
  ])(
    "applies Plaid's rate limits only when the gateway calls Plaid or they are configured: %s (%#)",
    (rateLimits, env) => {
      expect(parseConfig(env).plaid.rateLimits).toBe(rateLimits);
    },
  );

  it.each([
    [{}, { port: null, linkWebhooks: 'default' }],
    [
      { EMULATOR_PORT: '0', EMULATOR_LINK_WEBHOOKS: 'all' },
      { port: 0, linkWebhooks: 'all' },
    ],
    [{ EMULATOR_PORT: '4011' }, { port: 4011 }],
  ])('lets the emulator use its usual port unless another is configured: %j', (env, emulator) => {
    expect(parseConfig(env).emulator).toMatchObject(emulator);
  });

  it('reports all problems together, naming each variable and no value', () => {
    const env = {
      PORT: 'http-secretvalue',
      PLAID_ENV: 'sandbox',
      VAULT_KEYS: 'k1:c2VjcmV0dmFsdWU=',
      AUTH_JWT_SECRET: 'secretvalue',
      CORS_ORIGINS: 'secretvalue',
      LIMIT_DEPTH: '-1',
      PLAID_BASE_URL: 'http://secretvalue.example.com',
      DATABASE_URL: 'mysql://secretvalue',
    };
    const problems = problemsOf(env);
    const named = problems.map((problem) => problem.split(' ')[0]).sort();
    expect(named).toEqual(
      [...Object.keys(env).filter((name) => name !== 'PLAID_ENV'), 'PLAID_CLIENT_ID', 'PLAID_SECRET'].sort(),
    );
    expect(problems.join('\n')).not.toContain('secretvalue');
  });

  it.each([
    [{ HOST: '0.0.0.0' }, 'AUTH_MODE'],
    [{ NODE_ENV: 'production', VAULT_KEYS: `k1:${KEY}` }, 'AUTH_MODE'],
    [{ ...PRODUCTION, AUTH_MODE: 'development' }, 'AUTH_MODE'],
    [{ ...PRODUCTION, VAULT_KEYS: '' }, 'VAULT_KEYS'],
    [{ ...PRODUCTION, AUTH_ISSUER: '' }, 'AUTH_ISSUER'],
    [{ ...PRODUCTION, AUTH_JWT_SECRET: '' }, 'AUTH_JWT_SECRET'],
    [{ VAULT_KEYS: `k1:${KEY},k1:${KEY}` }, 'VAULT_KEYS'],
    [{ VAULT_KEYS: `k1:${Buffer.alloc(32).toString('base64')}` }, 'VAULT_KEYS'],
    [{ LIMIT_BODY_BYTES: '0' }, 'LIMIT_BODY_BYTES'],
    [{ TRUSTED_DOCUMENTS: 'no-such-manifest.json' }, 'TRUSTED_DOCUMENTS'],
    [{ ADMIN_PORT: 'yes' }, 'ADMIN_PORT'],
    [{ LINK_ALLOWED_REDIRECT_ORIGINS: 'https://app.example.com/return' }, 'LINK_ALLOWED_REDIRECT_ORIGINS'],
    [{ LINK_ALLOWED_REDIRECT_ORIGINS: 'http://app.example.com' }, 'LINK_ALLOWED_REDIRECT_ORIGINS'],
    [{ LINK_ALLOWED_REDIRECT_ORIGINS: 'https:' }, 'LINK_ALLOWED_REDIRECT_ORIGINS'],
    [{ LINK_ALLOWED_REDIRECT_ORIGINS: 'myapp:,javascript:' }, 'LINK_ALLOWED_REDIRECT_ORIGINS'],
    [{ LINK_ALLOWED_REDIRECT_ORIGINS: 'app.example.com' }, 'LINK_ALLOWED_REDIRECT_ORIGINS'],
    [{ LINK_ALLOWED_REDIRECT_ORIGINS: '*' }, 'LINK_ALLOWED_REDIRECT_ORIGINS'],
    [{ LINK_ALLOWED_REDIRECT_ORIGINS: 'https://*.example.com' }, 'LINK_ALLOWED_REDIRECT_ORIGINS'],
    [{ LINK_ALLOWED_REDIRECT_ORIGINS: 'shell:' }, 'LINK_ALLOWED_REDIRECT_ORIGINS'],
    [{ LINK_ALLOWED_REDIRECT_ORIGINS: 'ms-settings:' }, 'LINK_ALLOWED_REDIRECT_ORIGINS'],
    [{ ...PRODUCTION, LINK_ALLOWED_REDIRECT_ORIGINS: 'http://localhost:3000' }, 'LINK_ALLOWED_REDIRECT_ORIGINS'],
    [{ LINK_ALLOW_SMS: 'sometimes' }, 'LINK_ALLOW_SMS'],
    [{ LINK_ALLOW_CLIENT_NAME: 'sometimes' }, 'LINK_ALLOW_CLIENT_NAME'],
    [{ LIMIT_LINK_DELIVERIES_PER_USER: '1001' }, 'LIMIT_LINK_DELIVERIES_PER_USER'],
    [{ ADMIN_PORT: '65536' }, 'ADMIN_PORT'],
    [{ ADMIN_PORT: '4000' }, 'ADMIN_PORT'],
    [{ DATABASE_POOL_SIZE: '1' }, 'DATABASE_POOL_SIZE'],
    [{ DATABASE_POOL_WAIT_MS: '2s' }, 'DATABASE_POOL_WAIT_MS'],
    [{ DATABASE_STATEMENT_TIMEOUT_MS: '0' }, 'DATABASE_STATEMENT_TIMEOUT_MS'],
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    [{ SHUTDOWN_GRACE_MS: '1000', SHUTDOWN_DELAY_MS: '1001' }, 'SHUTDOWN_DELAY_MS'],
    [{ SHUTDOWN_GRACE_MS: '1000', SHUTDOWN_ANNOUNCE_MS: '1001' }, 'SHUTDOWN_ANNOUNCE_MS'],
    [{ SHUTDOWN_DELAY_MS: '10', SHUTDOWN_ANNOUNCE_MS: '11' }, 'SHUTDOWN_DELAY_MS'],
    [{ SHUTDOWN_DELAY_MS: '10', SHUTDOWN_ANNOUNCE_MS: 'ten' }, 'SHUTDOWN_ANNOUNCE_MS'],
  ])('rejects %j', (env, variable) => {
    expect(problemsOf(env as Record<string, string>).some((problem) => problem.startsWith(variable))).toBe(true);
  });

  it.each(['SHUTDOWN_DELAY_MS', 'SHUTDOWN_ANNOUNCE_MS'])('accepts %s, the current and the former name', (name) => {
    expect(parseConfig({ [name]: '700' }).shutdownDelayMs).toBe(700);
  });

  it('reads a secret from the file that NAME_FILE names, and reports when it cannot', () => {
    const readFile = (path: string): string => {
      if (path === '/run/secrets/jwt') return `${JWT_SECRET}\n`;
      throw new Error('ENOENT');
    };
    const config = parseConfig({ AUTH_MODE: 'jwt', AUTH_JWT_SECRET_FILE: '/run/secrets/jwt' }, readFile);
    expect(config.auth.verifier).toEqual({ secret: Buffer.from(JWT_SECRET) });
    expect(problemsOf({ PLAID_SECRET_FILE: '/nowhere' }, readFile)).toEqual([
      'PLAID_SECRET_FILE names a file that cannot be read',
    ]);
  });

  it('uses the configured PostgreSQL limits, and low defaults without them', () => {
    expect(parseConfig({}).databaseLimits).toEqual({ poolSize: 10, poolWaitMs: 2_000, statementTimeoutMs: 5_000 });
    const env = { DATABASE_POOL_SIZE: '40', DATABASE_POOL_WAIT_MS: '500', DATABASE_STATEMENT_TIMEOUT_MS: '1500' };
    const databaseLimits = { poolSize: 40, poolWaitMs: 500, statementTimeoutMs: 1_500 };
    expect(parseConfig(env).databaseLimits).toEqual(databaseLimits);
  });

  it('allows callers only redirects to this machine and to apps, and in production no redirects', () => {
    const nothing = { allowClientName: false, allowSms: false };
    expect(parseConfig({}).link).toMatchObject({ ...nothing, allowedRedirectOrigins: null });
    expect(parseConfig(PRODUCTION).link).toMatchObject({ ...nothing, allowedRedirectOrigins: [] });
    expect(
      parseConfig({ ...PRODUCTION, LINK_ALLOWED_REDIRECT_ORIGINS: 'https://app.example.com/, MyApp:' }).link,
    ).toMatchObject({ allowedRedirectOrigins: ['https://app.example.com', 'myapp:'] });
    expect(parseConfig({ LINK_ALLOWED_REDIRECT_ORIGINS: 'http://localhost:3000' }).link.allowedRedirectOrigins).toEqual(
      ['http://localhost:3000'],
    );
  });

  it('serves metrics only when a port is configured', () => {
    expect(parseConfig({}).adminPort).toBeNull();
    expect(parseConfig({ ADMIN_PORT: 'off' }).adminPort).toBeNull();
    expect(parseConfig({ ADMIN_PORT: '9100' }).adminPort).toBe(9100);
  });

  it('exports traces to the endpoint of the standard variables, and not without one', () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };
    expect(parseConfig({}).tracing).toBeNull();
    expect(parseConfig({ ...endpoint, OTEL_SDK_DISABLED: 'true' }).tracing).toBeNull();
    expect(parseConfig({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }).tracing).toBeNull();
    expect(parseConfig({ OTEL_TRACES_EXPORTER: 'otlp' }).tracing?.url).toBe('http://localhost:4318/v1/traces');
    expect(parseConfig({ ...endpoint, OTEL_SERVICE_NAME: 'banks' }).tracing).toEqual({
      url: 'http://collector:4318/v1/traces',
      protocol: 'http/protobuf',
      serviceName: 'banks',
    });
  });

  it.each([
    [304, 8_192],
    [4_144, 186_926],
    [64, 744],
  ])('limits the connections for a heap of %i MiB to %i', (heapMebibytes, connections) => {
    expect(connectionsFor(heapMebibytes * 2 ** 20)).toBe(connections);
  });

  it('allows as many subscriptions as connections, or more when the heap is large enough', () => {
    const byHeap = parseConfig({}).limits;
    expect(byHeap.connections).toBe(connectionsFor(getHeapStatistics().heap_size_limit));
    expect(parseConfig({ LIMIT_CONNECTIONS: '7' }).limits).toMatchObject({
      connections: 7,
      subscriptions: byHeap.subscriptions,
    });
    expect(parseConfig({ LIMIT_CONNECTIONS: '900000000' }).limits.subscriptions).toBe(900_000_000);
  });

  it('reads SHUTDOWN_DELAY_MS, also by its former name', () => {
    expect(parseConfig({ SHUTDOWN_DELAY_MS: '10' }).shutdownDelayMs).toBe(10);
    expect(parseConfig({ SHUTDOWN_ANNOUNCE_MS: '10' }).shutdownDelayMs).toBe(10);
    expect(parseConfig({ SHUTDOWN_DELAY_MS: '10', SHUTDOWN_ANNOUNCE_MS: '10' }).shutdownDelayMs).toBe(10);
  });

  it('turns rate limits off with 0', () => {
    expect(parseConfig({ LIMIT_OPERATIONS_PER_MINUTE: '0' }).limits.operationsPerMinute).toBe(0);
  });
});
