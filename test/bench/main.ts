/** `npm run bench`: every benchmark, or those whose name has the given word in it; fails when one is below its ratio. */
import type { Benchmark } from './benchmark.js';
import { emulatorItemGet } from './emulator-item-get.js';
import { hotQuery } from './hot-query.js';

const benchmarks: Benchmark[] = [emulatorItemGet, hotQuery];

let tooSlow = 0;
const word = process.argv[2] ?? '';
for (const benchmark of benchmarks.filter(({ name }) => name.includes(word))) {
  const { name, atLeast } = benchmark;
  const { subject, reference, ratio } = await benchmark.run();
  const enough = ratio >= atLeast;
  if (!enough) tooSlow += 1;
  const numbers = `${Math.round(subject)} : ${Math.round(reference)} = ${ratio.toFixed(2)}`;
  process.stdout.write(`${enough ? 'ok  ' : 'SLOW'} ${name}: ${numbers} (at least ${atLeast})\n`);
}
process.exitCode = tooSlow === 0 ? 0 : 1;
