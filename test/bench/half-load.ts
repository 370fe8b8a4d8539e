import { type Benchmark, compared, type Measure } from './benchmark.js';
import { prepareAll } from './live-sides.js';
import { callAtRate, callEach } from './load.js';
import { itemsOf } from './page-records.js';
import { CLIENTS, openStage, OWNERS, type PageServer, pagesOfGateway, pagesOfPeer } from './page-sides.js';
import { DELAY_PROBE } from './server-process.js';

const ROUNDS = 5;
const ROUND_MS = 4_000;
const PAGES_ALONE = 800;
const WEBHOOKS_ALONE = 1_500;
const WEBHOOK_SENDERS = 32;
/** Enough that the rate does not depend on how soon a response comes. */
const CONNECTIONS = 128;
/** Webhooks are about Items that no page shows, so that the pages stay hot. */
const OTHER_OWNERS = Array.from({ length: 10 }, (_, index) => `other-owner-${index}`);

async function perSecond(work: () => Promise<readonly number[]>): Promise<number> {
  const startedAt = performance.now();
  const { length } = await work();
  return length / ((performance.now() - startedAt) / 1_000);
}

function pagesPerSecond(server: PageServer): Promise<number> {
  return perSecond(async () => (await server.serve('everything', PAGES_ALONE)).timesMs);
}

/** The delay of the event loop while pages, and `webhooks`, arrive at these rates. */
async function delayAt(
  { process, requests }: PageServer,
  pageRate: number,
  webhooks: { rate: number; requests: readonly Buffer[] } | null,
): Promise<number> {
  const each = requests('everything');
  const pages = Array.from(
    { length: Math.ceil((pageRate * ROUND_MS) / 1_000) },
    (_, index) => each[index % each.length] ?? Buffer.alloc(0),
  );
  await process.eventLoopDelayMs();
  await Promise.all([
    callAtRate(process.url, pages, { perSecond: pageRate, connections: CONNECTIONS }),
    webhooks && callAtRate(process.url, webhooks.requests, { perSecond: webhooks.rate, connections: CONNECTIONS }),
  ]);
  return process.eventLoopDelayMs();
}

async function run(): Promise<Measure[]> {
  const stage = await openStage();
  try {
    const items = itemsOf([...OWNERS, ...OTHER_OWNERS]);
    const gateway = await pagesOfGateway(await stage.startGateway(items, { env: DELAY_PROBE }));
    const apollo = pagesOfPeer(await stage.startPeer('apollo-memory', DELAY_PROBE));
    const webhooks = (count: number): Buffer[] => {
      const about = itemsOf(OTHER_OWNERS);
      const { url } = gateway.process;
      return Array.from({ length: count }, (_, index) => about[index % about.length]?.item ?? '').flatMap((item) =>
        prepareAll({ url, signer: stage.signer, type: 'AUTH', codes: ['DEFAULT_UPDATE'], item }).map(
          ({ bytes }) => bytes,
        ),
      );
    };
    // Warm-up, then what each reaches alone.
    for (const server of [gateway, apollo]) await server.serve('everything', PAGES_ALONE);
    await callEach(gateway.process.url, webhooks(WEBHOOKS_ALONE), WEBHOOK_SENDERS);
    const [ofGateway, ofApollo] = [await pagesPerSecond(gateway), await pagesPerSecond(apollo)];
    const signed = webhooks(WEBHOOKS_ALONE);
    const ofWebhooks = await perSecond(() => callEach(gateway.process.url, signed, WEBHOOK_SENDERS));

    const pairs: { subject: number; reference: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const rate = ofWebhooks / 2;
      const requests = webhooks(Math.ceil((rate * ROUND_MS) / 1_000));
      const subject = await delayAt(gateway, ofGateway / 2, { rate, requests });
      pairs.push({ subject, reference: await delayAt(apollo, ofApollo / 2, null) });
    }
    return [{ name: 'p99 of the event-loop delay', unit: 'ms', ...compared(pairs, 'less'), atLeast: 1 / 3 }];
  } finally {
    await stage.close();
  }
}

/** Whether one kind of work holds up the other. */
export const halfLoad: Benchmark = {
  title: `Event-loop delay while pages and webhooks arrive, each at half of what it reached alone with ${CLIENTS} and ${WEBHOOK_SENDERS} clients, against Apollo from memory under half of its pages`,
  run,
};
