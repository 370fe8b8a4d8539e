import type { FastifyInstance } from 'fastify';

/** How long a part may take to say that it is well. */
const CHECK_TIMEOUT_MS = 1_000;

/** The parts that have to work, by the name shown; each check rejects when its part does not. */
export type HealthChecks = Readonly<Record<string, () => Promise<void>>>;

/** What readiness depends on. */
export interface HealthDeps {
  /** Without one of these nothing can be served: 503. */
  checks: HealthChecks;
  /** Without one of these it serves at a price: 200, and said to be degraded. */
  optionalChecks: HealthChecks;
  isStopping: () => boolean;
}

/**
 * GET /health/live: the process answers. GET /health/ready: it can serve; 503 when a part fails, or when it is stopping.
 * Neither tells why: reasons are in the log of the part. Plaid is not asked: see docs/adr/0010.
 */
export function healthRoutes(app: FastifyInstance, deps: HealthDeps): void {
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const [needed, optional] = await Promise.all([statesOf(deps.checks), statesOf(deps.optionalChecks)]);
    const isWell = Object.values(needed).every((state) => state === 'ok');
    const isDegraded = Object.values(optional).some((state) => state !== 'ok');
    return reply.code(isWell && !deps.isStopping() ? 200 : 503).send({
      status: deps.isStopping() ? 'stopping' : !isWell ? 'unavailable' : isDegraded ? 'degraded' : 'ok',
      checks: { ...needed, ...optional },
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
