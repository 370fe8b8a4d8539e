import { type Benchmark, compared, type Measure } from './benchmark.js';
import { coldCalls, OWNERS, type PageServer, type PageSides, startPageSides } from './page-sides.js';
import type { PageName } from './page-schema.js';

const ROUNDS = 5;
/** One page of each owner: a second one would be hot. */
const COLD_PAGES = OWNERS.length;
const HOT_PAGES = 160;
/** V8 keeps optimizing for some hundred pages. */
const WARM_UP_PAGES = 600;
const COLD_WARM_UPS = 4;

const COLD: readonly PageName[] = ['everything', 'accountsAndNumbers', 'accounts'];

function p99(timesMs: readonly number[]): number {
  return [...timesMs].sort((a, b) => a - b)[Math.floor(timesMs.length * 0.99)] ?? Infinity;
}

/** The CPU time of one page of each owner, none of which is cached. */
async function serveCold({ gateway, plaidCalls }: PageSides, page: PageName): Promise<number> {
  await gateway.invalidate();
  const before = await plaidCalls();
  const { cpuMsPerPage } = await gateway.serve(page, COLD_PAGES);
  const calls = (await plaidCalls()) - before;
  if (calls !== coldCalls(page, COLD_PAGES))
    throw new Error(`${page}: ${calls} calls to Plaid for ${COLD_PAGES} pages`);
  return cpuMsPerPage;
}

async function warmUp(sides: PageSides): Promise<void> {
  const { gateway, shared, dataloader, apollo, mercurius } = sides;
  for (let round = 0; round < COLD_WARM_UPS; round += 1) {
    for (const page of COLD) await serveCold(sides, page);
    await dataloader.serve('everything', COLD_PAGES);
  }
  await gateway.invalidate();
  for (const server of [gateway, shared, apollo, mercurius]) {
    await server?.serve('everything', WARM_UP_PAGES);
    await server?.serve('accounts', WARM_UP_PAGES);
  }
}

/** Everything that is measured in one round. */
async function measureRound(sides: PageSides) {
  const { gateway, shared, dataloader, apollo, mercurius } = sides;
  const hot = (server: PageServer, page: PageName = 'everything') => server.serve(page, HOT_PAGES);
  const cold30 = await serveCold(sides, 'everything');
  const baseline = (await dataloader.serve('everything', COLD_PAGES)).cpuMsPerPage;
  const cold20 = await serveCold(sides, 'accountsAndNumbers');
  const cold10 = await serveCold(sides, 'accounts');
  await gateway.serve('everything', COLD_PAGES);
  const hotAll = await hot(gateway);
  const memory = await hot(apollo);
  const hotAccounts = (await hot(gateway, 'accounts')).cpuMsPerPage;
  const jit = (await hot(mercurius)).cpuMsPerPage;
  const memoryAccounts = (await hot(apollo, 'accounts')).cpuMsPerPage;
  const onPostgres = shared === null ? null : (await hot(shared)).cpuMsPerPage;
  return { cold30, cold20, cold10, baseline, hotAll, hotAccounts, memory, memoryAccounts, jit, onPostgres };
}
type Round = Awaited<ReturnType<typeof measureRound>>;

async function run(): Promise<Measure[]> {
  const sides = await startPageSides();
  try {
    await warmUp(sides);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measureRound(sides));
    const line = (
      name: string,
      atMost: number,
      subject: (round: Round) => number,
      reference: (round: Round) => number,
    ): Measure => {
      const pairs = rounds.map((round) => ({ subject: subject(round), reference: reference(round) }));
      return { name, unit: 'ms', ...compared(pairs, 'less'), atLeast: 1 / atMost };
    };
    const cold = (round: Round) => round.baseline;
    const memory = (round: Round) => round.memory.cpuMsPerPage;
    const hotAll = (round: Round) => round.hotAll.cpuMsPerPage;
    return [
      line('cold, 30 calls; Apollo + DataLoader, 30 calls', 0.75, (round) => round.cold30, cold),
      line('cold, 20 calls; Apollo + DataLoader, 30 calls', 0.5, (round) => round.cold20, cold),
      line('cold, 10 calls; Apollo + DataLoader, 30 calls', 0.3, (round) => round.cold10, cold),
      line('hot, everything; Apollo from memory', 1.5, hotAll, memory),
      line('hot, accounts; Apollo from memory, everything', 0.8, (round) => round.hotAccounts, memory),
      line(
        'hot, everything, p99 of the time; Apollo',
        2,
        ({ hotAll }) => p99(hotAll.timesMs),
        ({ memory }) => p99(memory.timesMs),
      ),
      ...(sides.shared === null
        ? []
        : [line('hot on PostgreSQL and Redis; embedded', 1.3, (round) => round.onPostgres ?? Infinity, hotAll)]),
      line(
        'not required: hot, accounts; Apollo, accounts',
        Infinity,
        (round) => round.hotAccounts,
        (round) => round.memoryAccounts,
      ),
      line('not required: hot; Mercurius jit from memory', Infinity, hotAll, (round) => round.jit),
    ];
  } finally {
    await sides.close();
  }
}

/** A page of ten Items with five accounts each and their numbers. */
export const pages: Benchmark = {
  title:
    'CPU time of the server per page of 10 Items with 5 accounts and their numbers, 8 clients: the gateway as in production, against servers without authentication, limits or audit',
  run,
};
