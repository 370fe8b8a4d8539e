/** `npm run bench`: every benchmark, one line each; fails when one is below its ratio. Takes about half a minute. */
import type { Benchmark } from './benchmark.js';
import { emulatorItemGet } from './emulator-item-get.js';

const benchmarks: Benchmark[] = [emulatorItemGet];

let tooSlow = 0;
for (const benchmark of benchmarks) {
  const { name, atLeast } = benchmark;
  const { subject, reference, ratio } = await benchmark.run();
  const enough = ratio >= atLeast;
  if (!enough) tooSlow += 1;
  const numbers = `${Math.round(subject)} : ${Math.round(reference)} = ${ratio.toFixed(2)}`;
  process.stdout.write(`${enough ? 'ok  ' : 'SLOW'} ${name}: ${numbers} (at least ${atLeast})\n`);
}
process.exitCode = tooSlow === 0 ? 0 : 1;
