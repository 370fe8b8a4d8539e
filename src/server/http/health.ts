import type { FastifyInstance } from 'fastify';
import { VERSION } from '../../config/version.js';
import { withTimeout } from '../../model/time.js';

/** How long a check may take before it counts as failed. */
const CHECK_TIMEOUT_MS = 1_000;

/** Checks by the name shown. A check rejects when its part does not work. */
export type HealthChecks = Readonly<Record<string, () => Promise<void>>>;

/** What readiness depends on. */
export interface HealthDeps {
  /** When one of these fails, nothing can be served: 503. */
  checks: HealthChecks;
  /** When one of these fails, the gateway serves with degraded performance: 200, with the status `degraded`. */
  optionalChecks: HealthChecks;
  isStopping: () => boolean;
}

/**
 * GET /health/live: the process responds. GET /health/ready: it can serve; 503 when a required check fails, or during
 * shutdown. Neither returns reasons, which are in the logs. Plaid is not checked: see docs/adr/0010.
 */
export function healthRoutes(app: FastifyInstance, deps: HealthDeps): void {
  app.get('/health/live', () => ({ status: 'ok', version: VERSION }));
  app.get('/health/ready', async (_request, reply) => {
    const [required, optional] = await Promise.all([statesOf(deps.checks), statesOf(deps.optionalChecks)]);
    const isReady = Object.values(required).every((state) => state === 'ok');
    const isDegraded = Object.values(optional).some((state) => state !== 'ok');
    return reply.code(isReady && !deps.isStopping() ? 200 : 503).send({
      status: deps.isStopping() ? 'stopping' : !isReady ? 'unavailable' : isDegraded ? 'degraded' : 'ok',
      checks: { ...required, ...optional },
    });
  });
}

async function statesOf(checks: HealthChecks): Promise<Record<string, 'ok' | 'failed'>> {
  const states = Object.entries(checks).map(
    async ([name, check]) => [name, (await passes(check)) ? 'ok' : 'failed'] as const,
  );
  return Object.fromEntries(await Promise.all(states));
}

async function passes(check: () => Promise<void>): Promise<boolean> {
  try {
    await withTimeout(check(), CHECK_TIMEOUT_MS);
    return true;
  } catch {
    return false;
  }
}
