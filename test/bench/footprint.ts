import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { type Benchmark, compare, type Measure } from './benchmark.js';
import { exchangesOf, startEmpty } from './linking.js';
import { callEach, requestOf } from './load.js';
import { ITEMS_PER_PAGE } from './page-records.js';
import { PAGE_QUERIES } from './page-schema.js';
import { CLIENTS, openStage, type PageStage, signInForProduction } from './page-sides.js';
import { buildReference, REFERENCE_COMMIT } from './reference-build.js';
import type { ServerProcess } from './server-process.js';

const ROUNDS = 5;
const IDLE_MS = 2_000;
const CACHED_ITEMS = 10_000;
const AT_ONCE = 16;
const OWNERS = Array.from({ length: CACHED_ITEMS / ITEMS_PER_PAGE }, (_, index) => `footprint-owner-${index}`);
/** "Not above": what two measurements of the same build differ by. */
const AT_LEAST = 1 / 1.05;
const MEGABYTE = 1024 * 1024;

/** Starts and stops a build. Returns the milliseconds until it listens, and its memory when it has been idle. */
async function startOnce(main: string): Promise<{ startMs: number; idleMb: number }> {
  const stage = await openStage();
  try {
    const startedAt = performance.now();
    const server = await startEmpty(stage, main);
    const startMs = performance.now() - startedAt;
    await pause(IDLE_MS);
    return { startMs, idleMb: server.residentBytes() / MEGABYTE };
  } finally {
    await stage.close();
  }
}

/** Links all Items, shows every page once, and returns the memory. */
async function loadedMb(stage: PageStage, main: string): Promise<number> {
  const server: ServerProcess = await startEmpty(stage, main);
  const links = OWNERS.flatMap((owner) => Array.from({ length: ITEMS_PER_PAGE }, () => owner));
  await callEach(server.url, await exchangesOf(server.url, links), AT_ONCE);
  const pages = await Promise.all(
    OWNERS.map(async (owner) =>
      requestOf(server.url, {
        path: '/graphql',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await signInForProduction(owner)}` },
        body: JSON.stringify({ query: PAGE_QUERIES.everything }),
      }),
    ),
  );
  await callEach(server.url, pages, CLIENTS);
  await pause(IDLE_MS);
  return server.residentBytes() / MEGABYTE;
}

async function run(): Promise<Measure[]> {
  const reference = await buildReference();
  if (reference === null) return [];
  const [today, before] = ['dist/main.js', join(reference, 'dist/main.js')];
  const take = (field: 'startMs' | 'idleMb') =>
    compare(
      ROUNDS,
      async () => (await startOnce(today))[field],
      async () => (await startOnce(before))[field],
      'less',
    );
  const stage = await openStage();
  try {
    const loaded = await compare(
      1,
      () => loadedMb(stage, today),
      () => loadedMb(stage, before),
      'less',
    );
    return [
      { name: 'time from start to listening', unit: 'ms', ...(await take('startMs')), atLeast: AT_LEAST },
      { name: 'RSS, idle', unit: 'MB', ...(await take('idleMb')), atLeast: AT_LEAST },
      { name: `RSS with ${CACHED_ITEMS} cached Items`, unit: 'MB', ...loaded, atLeast: AT_LEAST },
    ];
  } finally {
    await stage.close();
  }
}

export const footprint: Benchmark = {
  title: `Memory and start, against commit ${REFERENCE_COMMIT}`,
  run,
};
