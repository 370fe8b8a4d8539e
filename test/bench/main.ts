/** `npm run bench`: runs every benchmark and prints a table. Fails when a ratio is below its minimum. Takes a few minutes. */
import type { Benchmark, Measure } from './benchmark.js';
import { emulatorItemGet } from './emulator-item-get.js';
import { footprint } from './footprint.js';
import { halfLoad } from './half-load.js';
import { hotQuery } from './hot-query.js';
import { linking } from './linking.js';
import { liveFeed } from './live-feed.js';
import { logGrowth } from './log-growth.js';
import { pages } from './pages.js';
import { statements } from './statements.js';
import { webhookLatency } from './webhook-latency.js';
import { webhooks } from './webhooks.js';

const ALL: Record<string, Benchmark> = {
  'emulator-item-get': emulatorItemGet,
  'hot-query': hotQuery,
  'live-feed': liveFeed,
  'log-growth': logGrowth,
  'webhook-latency': webhookLatency,
  statements,
  pages,
  'half-load': halfLoad,
  linking,
  webhooks,
  footprint,
};

/** The width of the first column. */
const NAME_COLUMNS = 60;

function shown(value: number): string {
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toPrecision(3);
}

function line({ name, unit, subject, reference, ratio, atLeast }: Measure): string {
  return [
    ratio >= atLeast ? 'ok  ' : 'SLOW',
    name.padEnd(NAME_COLUMNS),
    `${shown(subject)} ${unit}`.padStart(14),
    `${shown(reference)} ${unit}`.padStart(14),
    ratio.toFixed(2).padStart(7),
    atLeast.toFixed(2).padStart(7),
  ].join('  ');
}

/** The benchmarks named on the command line, or all. */
const chosen = process.argv.slice(2);
let tooSlow = 0;
for (const [name, benchmark] of Object.entries(ALL)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  process.stdout.write(`\n${benchmark.title}\n`);
  process.stdout.write(
    `      ${''.padEnd(NAME_COLUMNS)}  ${'ours'.padStart(14)}  ${'baseline'.padStart(14)}  ${'ratio'.padStart(7)}  ${'needed'.padStart(7)}\n`,
  );
  for (const measure of await benchmark.run()) {
    if (measure.ratio < measure.atLeast) tooSlow += 1;
    process.stdout.write(`${line(measure)}\n`);
  }
}
process.exitCode = tooSlow === 0 ? 0 : 1;
