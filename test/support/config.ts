import type { Config, Limits } from '../../src/config/config.js';
import { DATABASE_LIMITS } from '../../src/config/database-limits.js';

/** The limits of contract/operations, unless a test says otherwise. */
export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 102_400,
  documentBytes: 16_384,
  tokens: 1_000,
  depth: 12,
  aliases: 15,
  rootFields: 10,
  directives: 50,
  cost: 1_000,
  pageSize: 100,
  list: 100,
  operationsPerMinute: 600,
  socketsPerViewer: 10,
  subscriptionsPerSocket: 20,
  subscribesPerMinute: 60,
  messageBytes: 65_536,
  queueEvents: 100,
  queueBytes: 1_048_576,
  stallMs: 10_000,
};

/** A development configuration on a free loopback port. */
export function testConfig(overrides: Partial<Config> = {}, limits: Partial<Limits> = {}): Config {
  return {
    production: false,
    host: '127.0.0.1',
    port: 0,
    adminPort: null,
    publicUrl: null,
    plaid: {
      env: 'emulator',
      baseUrl: null,
      clientId: 'test-client',
      secret: 'test-secret',
      timeoutMs: 15_000,
      rateLimits: 'off',
    },
    link: { clientName: 'Test', language: 'en', countryCodes: ['US'] },
    webhookAllowedOrigins: null,
    dataDir: 'data',
    databaseUrl: null,
    databaseLimits: DATABASE_LIMITS,
    databaseExpect: null,
    redisUrl: null,
    vaultKeys: null,
    auth: { mode: 'development', verifier: null, issuer: null, audience: null },
    corsOrigins: ['https://app.example'],
    introspection: true,
    trustedDocuments: null,
    sandboxPage: true,
    webhookRetentionHours: 168,
    reconcileAfterMinutes: 0,
    logLevel: 'silent',
    tracing: null,
    shutdownGraceMs: 5_000,
    shutdownAnnounceMs: 0,
    emulator: { port: 0, rateLimits: 'off', seed: null },
    ...overrides,
    limits: { ...DEFAULT_LIMITS, ...limits },
  };
}
