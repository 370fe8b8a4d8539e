import type { DatabaseLimits } from './config.js';
import type { EnvReader } from './read-env.js';

/** Ten connections, and at most seven seconds for a webhook: Plaid waits ten for its answer. */
export const DATABASE_LIMITS: DatabaseLimits = Object.freeze({
  poolSize: 10,
  poolWaitMs: 2_000,
  statementTimeoutMs: 5_000,
});

/** What one instance may ask of PostgreSQL. Two connections at least: one that waits for a lock must not stop readiness. */
export function readDatabaseLimits(env: EnvReader): DatabaseLimits {
  const { poolSize, poolWaitMs, statementTimeoutMs } = DATABASE_LIMITS;
  return {
    poolSize: env.integer('DATABASE_POOL_SIZE', { min: 2, max: 1_000 }, poolSize),
    poolWaitMs: env.integer('DATABASE_POOL_WAIT_MS', { min: 100, max: 60_000 }, poolWaitMs),
    statementTimeoutMs: env.integer('DATABASE_STATEMENT_TIMEOUT_MS', { min: 100, max: 60_000 }, statementTimeoutMs),
  };
}
