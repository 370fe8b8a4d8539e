import type { FastifyInstance } from 'fastify';

/** How long a part may take to say that it is well. */
const CHECK_TIMEOUT_MS = 1_000;

/** The parts that have to work, by the name shown; each check rejects when its part does not. */
export type HealthChecks = Readonly<Record<string, () => Promise<void>>>;

/**
 * GET /health/live: the process answers. GET /health/ready: it can serve; 503 when a part fails, or when it is stopping.
 * Neither tells why: reasons are in the log of the part.
 */
export function healthRoutes(app: FastifyInstance, deps: { checks: HealthChecks; isStopping: () => boolean }): void {
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const names = Object.keys(deps.checks);
    const results = await Promise.all(Object.values(deps.checks).map(passes));
    const isReady = !deps.isStopping() && results.every(Boolean);
    const checks = Object.fromEntries(names.map((name, index) => [name, results[index] ? 'ok' : 'failed']));
    return reply.code(isReady ? 200 : 503).send({
      status: deps.isStopping() ? 'stopping' : isReady ? 'ok' : 'unavailable',
      checks,
    });
  });
}

async function passes(check: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, false);
  });
  try {
    return await Promise.race([check().then(() => true), timeout]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
