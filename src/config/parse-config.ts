import { type Config, ConfigError, type TracingConfig } from './config.js';
import { isLoopback, readHttpUrl, readOrigins, readServiceUrl } from './addresses.js';
import { readDatabaseLimits, readLimits } from './limits.js';
import { readLink } from './link.js';
import { createEnvReader, type Env, type EnvReader } from './read-env.js';
import { readAuth, readVaultKeys } from './secrets.js';
import { readTrustedDocuments } from './trusted-documents.js';

const MAX_PORT = 65_535;
const DEFAULT_PORT = 4_000;
const SHUTDOWN_DELAY_MS = 5_000;
const SHARED_SHUTDOWN_DELAY_MS = 2_000;
/** The name of SHUTDOWN_DELAY_MS in earlier versions. It still works. */
const FORMER_SHUTDOWN_DELAY = 'SHUTDOWN_ANNOUNCE_MS';
/** In development: Apollo Sandbox, on its own and embedded in a page, and every port of this machine. */
const DEVELOPMENT_ORIGINS = [
  'https://studio.apollographql.com',
  'https://sandbox.embed.apollographql.com',
  'http://localhost:*',
  'http://127.0.0.1:*',
];
/** The default endpoint of a collector in OpenTelemetry's specification. */
const DEFAULT_TRACES_ENDPOINT = 'http://localhost:4318';
const RATE_LIMITS = ['sandbox', 'production', 'off'] as const;
/** The emulator's published credentials; not a secret. */
const EMULATOR_CREDENTIALS = { clientId: 'emulator-client-id', secret: 'emulator-secret' };

/**
 * Reads the configuration from the environment; docs/configuration.md describes it. Pure, except that it reads the files
 * that NAME_FILE variables name. Throws ConfigError, which lists every problem.
 */
export function parseConfig(environment: Env, readFile?: (path: string) => string): Config {
  const env = createEnvReader(environment, readFile);
  const nodeEnvProduction = environment.NODE_ENV === 'production';
  const plaidEnv = env.oneOf('PLAID_ENV', ['emulator', 'sandbox', 'production'], 'emulator');
  const production = nodeEnvProduction || plaidEnv === 'production';
  const host = env.text('HOST') ?? '127.0.0.1';
  const emulatorLimits = env.oneOf('EMULATOR_RATE_LIMITS', RATE_LIMITS, 'sandbox');

  const config: Config = {
    production,
    host,
    port: env.integer('PORT', { min: 0, max: MAX_PORT }, DEFAULT_PORT),
    adminPort: readAdminPort(env),
    publicUrl: readHttpUrl(env, 'PUBLIC_URL', { httpsUnlessLoopback: false }),
    plaid: readPlaid(env, plaidEnv, emulatorLimits),
    link: readLink(env, production),
    webhookAllowedOrigins: readOrigins(env, 'PLAID_WEBHOOK_ALLOWED_ORIGINS'),
    dataDir: env.text('DATA_DIR') ?? './data',
    databaseUrl: readServiceUrl(env, 'DATABASE_URL', ['postgres', 'postgresql']),
    databaseLimits: readDatabaseLimits(env),
    databaseExpect: readDatabaseExpect(env),
    redisUrl: readServiceUrl(env, 'REDIS_URL', ['redis', 'rediss']),
    vaultKeys: readVaultKeys(env, production),
    auth: readAuth(env, { host, plaidEnv, nodeEnvProduction }),
    corsOrigins: readOrigins(env, 'CORS_ORIGINS') ?? (production ? [] : DEVELOPMENT_ORIGINS),
    introspection: env.flag('INTROSPECTION', !production),
    trustedDocuments: readTrustedDocuments(env),
    playground: !production,
    webhookRetentionHours: env.integer('WEBHOOK_RETENTION_HOURS', { min: 1, max: 87_600 }, 168),
    reconcileAfterMinutes: env.integer('RECONCILE_AFTER_MINUTES', { min: 0, max: 35_000 }, 360),
    logLevel: env.oneOf('LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'info'),
    tracing: readTracing(env),
    ...readShutdown(env, { production, shared: env.secret('DATABASE_URL') !== null }),
    limits: readLimits(env),
    emulator: {
      port: env.text('EMULATOR_PORT') === null ? null : env.integer('EMULATOR_PORT', { min: 0, max: MAX_PORT }, 0),
      rateLimits: emulatorLimits,
      linkWebhooks: env.oneOf('EMULATOR_LINK_WEBHOOKS', ['default', 'all'], 'default'),
      seed: env.text('EMULATOR_SEED'),
    },
  };

  requireVaultKeys(env, config);
  if (env.problems.length > 0) throw new ConfigError(env.problems);
  return deepFreeze(config);
}

function readPlaid(
  env: EnvReader,
  plaidEnv: Config['plaid']['env'],
  emulatorLimits: Config['plaid']['rateLimits'],
): Config['plaid'] {
  const defaults = plaidEnv === 'emulator' ? EMULATOR_CREDENTIALS : { clientId: null, secret: null };
  const clientId = env.secret('PLAID_CLIENT_ID') ?? defaults.clientId;
  const secret = env.secret('PLAID_SECRET') ?? defaults.secret;
  if (clientId === null) env.problem('PLAID_CLIENT_ID', 'is required unless PLAID_ENV=emulator');
  if (secret === null) env.problem('PLAID_SECRET', 'is required unless PLAID_ENV=emulator');
  const addresses = {
    emulator: null,
    sandbox: 'https://sandbox.plaid.com',
    production: 'https://production.plaid.com',
  };
  const named = readHttpUrl(env, 'PLAID_BASE_URL', { httpsUnlessLoopback: true });
  return {
    env: plaidEnv,
    baseUrl: named ?? addresses[plaidEnv],
    clientId: clientId ?? '',
    secret: secret ?? '',
    timeoutMs: env.integer('PLAID_TIMEOUT_MS', { min: 1, max: 300_000 }, 15_000),
    rateLimits: env.oneOf('PLAID_RATE_LIMITS', RATE_LIMITS, defaultRateLimits(env, named, plaidEnv, emulatorLimits)),
  };
}

/** Plaid's rate limits apply to Plaid: those of another upstream are not known. */
function defaultRateLimits(
  env: EnvReader,
  named: string | null,
  plaidEnv: Config['plaid']['env'],
  emulatorLimits: Config['plaid']['rateLimits'],
): Config['plaid']['rateLimits'] {
  if (plaidEnv === 'emulator') {
    return named !== null && env.text('EMULATOR_RATE_LIMITS') === null ? 'off' : emulatorLimits;
  }
  // With PLAID_ENV=production a loopback address is a proxy in front of Plaid, not a substitute for it.
  return plaidEnv === 'sandbox' && named !== null && isLoopback(new URL(named).hostname) ? 'off' : plaidEnv;
}

/** null: `known` if the data folder contains an installation id, otherwise a new database is accepted. */
function readDatabaseExpect(env: EnvReader): Config['databaseExpect'] {
  return env.text('DATABASE_EXPECT') === null ? null : env.oneOf('DATABASE_EXPECT', ['known', 'new'] as const, 'known');
}

/** A separate port: metrics are never served on the public one. */
function readAdminPort(env: EnvReader): number | null {
  const value = env.text('ADMIN_PORT');
  if (value === null || value === 'off') return null;
  const adminPort = env.integer('ADMIN_PORT', { min: 0, max: MAX_PORT }, 0);
  if (adminPort !== 0 && value === (env.text('PORT') ?? String(DEFAULT_PORT))) {
    env.problem('ADMIN_PORT', 'must differ from PORT');
  }
  return adminPort;
}

/** In development the gateway stops immediately. Behind a load balancer, it waits until the load balancer has noticed. */
function readShutdown(
  env: EnvReader,
  { production, shared }: { production: boolean; shared: boolean },
): Pick<Config, 'shutdownGraceMs' | 'shutdownDelayMs'> {
  const shutdownGraceMs = env.integer('SHUTDOWN_GRACE_MS', { min: 0, max: 600_000 }, 25_000);
  const defaultMs = production ? SHUTDOWN_DELAY_MS : shared ? SHARED_SHUTDOWN_DELAY_MS : 0;
  const fallback = Math.min(defaultMs, shutdownGraceMs / 2);
  const bounds = { min: 0, max: 600_000 };
  const name = env.text('SHUTDOWN_DELAY_MS') === null ? FORMER_SHUTDOWN_DELAY : 'SHUTDOWN_DELAY_MS';
  const shutdownDelayMs = env.integer(name, bounds, fallback);
  const formerMs = env.integer(FORMER_SHUTDOWN_DELAY, bounds, shutdownDelayMs);
  if (formerMs !== shutdownDelayMs) {
    env.problem(
      'SHUTDOWN_DELAY_MS',
      `and its former name ${FORMER_SHUTDOWN_DELAY} are set to different values: remove one`,
    );
  }
  if (shutdownDelayMs > shutdownGraceMs) env.problem(name, 'must not exceed SHUTDOWN_GRACE_MS');
  return { shutdownGraceMs, shutdownDelayMs };
}

/** Reads the standard OTEL_* variables: whether, where and under which service name to send traces. null: do not send. */
function readTracing(env: EnvReader): TracingConfig | null {
  const exporter = env.oneOf('OTEL_TRACES_EXPORTER', ['otlp', 'none', 'unset'], 'unset');
  const endpoint = readHttpUrl(env, 'OTEL_EXPORTER_OTLP_ENDPOINT', { httpsUnlessLoopback: false });
  const tracesEndpoint = readHttpUrl(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', { httpsUnlessLoopback: false });
  const protocols = ['http/protobuf', 'http/json'] as const;
  const protocol = env.oneOf(
    'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
    protocols,
    env.oneOf('OTEL_EXPORTER_OTLP_PROTOCOL', protocols, 'http/protobuf'),
  );
  const isEnabled = exporter === 'otlp' || (exporter === 'unset' && (endpoint ?? tracesEndpoint) !== null);
  if (env.flag('OTEL_SDK_DISABLED', false) || !isEnabled) return null;
  return {
    url: tracesEndpoint ?? `${endpoint ?? DEFAULT_TRACES_ENDPOINT}/v1/traces`,
    protocol,
    serviceName: env.text('OTEL_SERVICE_NAME') ?? 'plaid-graphql-gateway',
  };
}

function requireVaultKeys(env: EnvReader, config: Config): void {
  if (
    config.production &&
    config.vaultKeys === null &&
    !env.problems.some((problem) => problem.startsWith('VAULT_KEYS'))
  ) {
    env.problem('VAULT_KEYS', 'is required in production');
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
