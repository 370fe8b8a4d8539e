import { type Config, ConfigError } from './config.js';
import { isLoopback, readHttpUrl, readOrigins, readServiceUrl } from './addresses.js';
import { readDatabaseLimits, readLimits } from './limits.js';
import { readLink } from './link.js';
import { createEnvReader, type Env, type EnvReader } from './read-env.js';
import { readAuth, readVaultKeys } from './secrets.js';
import { readTracing } from './tracing.js';
import { readTrustedDocuments } from './trusted-documents.js';

const MAX_PORT = 65_535;
const DEFAULT_PORT = 4_000;
const SHUTDOWN_DELAY_MS = 5_000;
const SHARED_SHUTDOWN_DELAY_MS = 2_000;
/** In development: Apollo's Sandbox, by itself and embedded in a page, and whatever is developed on this machine. */
const DEVELOPMENT_ORIGINS = [
  'https://studio.apollographql.com',
  'https://sandbox.embed.apollographql.com',
  'http://localhost:*',
  'http://127.0.0.1:*',
];
const RATE_LIMITS = ['sandbox', 'production', 'off'] as const;
/** The emulator's published credentials; not a secret. */
const EMULATOR_CREDENTIALS = { clientId: 'emulator-client-id', secret: 'emulator-secret' };

/**
 * Reads the gateway's configuration from the environment: contract/operations "Configuration". Pure but for the files
 * that NAME_FILE variables name. Throws ConfigError that lists every problem at once.
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
  if (clientId === null) env.problem('PLAID_CLIENT_ID', 'is needed unless PLAID_ENV=emulator');
  if (secret === null) env.problem('PLAID_SECRET', 'is needed unless PLAID_ENV=emulator');
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
    rateLimits: env.oneOf('PLAID_RATE_LIMITS', RATE_LIMITS, limitsOf(env, named, plaidEnv, emulatorLimits)),
  };
}

/** Plaid's limits are Plaid's: of what somebody else answers with, nothing is known. */
function limitsOf(
  env: EnvReader,
  named: string | null,
  plaidEnv: Config['plaid']['env'],
  emulatorLimits: Config['plaid']['rateLimits'],
): Config['plaid']['rateLimits'] {
  if (plaidEnv === 'emulator') {
    return named !== null && env.text('EMULATOR_RATE_LIMITS') === null ? 'off' : emulatorLimits;
  }
  // In production a loopback address is a proxy on the way to Plaid: nobody tries a stand-in with real people's banks.
  return plaidEnv === 'sandbox' && named !== null && isLoopback(new URL(named).hostname) ? 'off' : plaidEnv;
}

/** null: as `known` where the data folder knows the installation, and a new one where neither knows anything. */
function readDatabaseExpect(env: EnvReader): Config['databaseExpect'] {
  return env.text('DATABASE_EXPECT') === null ? null : env.oneOf('DATABASE_EXPECT', ['known', 'new'] as const, 'known');
}

/** A port of its own: metrics are never shown on the public one. */
function readAdminPort(env: EnvReader): number | null {
  const value = env.text('ADMIN_PORT');
  if (value === null || value === 'off') return null;
  const adminPort = env.integer('ADMIN_PORT', { min: 0, max: MAX_PORT }, 0);
  if (adminPort !== 0 && value === (env.text('PORT') ?? String(DEFAULT_PORT))) {
    env.problem('ADMIN_PORT', 'must not be PORT');
  }
  return adminPort;
}

/**
 * Without other instances the gateway stops immediately. With them, load balancers get time to notice. SHUTDOWN_ANNOUNCE_MS is
 * the name that SHUTDOWN_DELAY_MS had before 0.2.0.
 */
function readShutdown(
  env: EnvReader,
  { production, shared }: { production: boolean; shared: boolean },
): Pick<Config, 'shutdownGraceMs' | 'shutdownDelayMs'> {
  const shutdownGraceMs = env.integer('SHUTDOWN_GRACE_MS', { min: 0, max: 600_000 }, 25_000);
  const wantedMs = production ? SHUTDOWN_DELAY_MS : shared ? SHARED_SHUTDOWN_DELAY_MS : 0;
  const fallback = Math.min(wantedMs, shutdownGraceMs / 2);
  const hasOldName = env.text('SHUTDOWN_ANNOUNCE_MS') !== null;
  if (hasOldName && env.text('SHUTDOWN_DELAY_MS') !== null) {
    env.problem('SHUTDOWN_ANNOUNCE_MS', 'and SHUTDOWN_DELAY_MS are both set: keep the second');
  }
  const name = hasOldName ? 'SHUTDOWN_ANNOUNCE_MS' : 'SHUTDOWN_DELAY_MS';
  const shutdownDelayMs = env.integer(name, { min: 0, max: 600_000 }, fallback);
  if (shutdownDelayMs > shutdownGraceMs) env.problem(name, 'must not exceed SHUTDOWN_GRACE_MS');
  return { shutdownGraceMs, shutdownDelayMs };
}

function requireVaultKeys(env: EnvReader, config: Config): void {
  if (
    config.production &&
    config.vaultKeys === null &&
    !env.problems.some((problem) => problem.startsWith('VAULT_KEYS'))
  ) {
    env.problem('VAULT_KEYS', 'is needed in production');
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
