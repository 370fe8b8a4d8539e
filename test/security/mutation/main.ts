/**
 * `npm run test:mutation`: removes one defence at a time in a copy of the repository and checks that its test fails. With
 * arguments, only the defences whose threat, file or description matches one: `npm run test:mutation -- T40 vault`.
 */
import { readFileSync } from 'node:fs';
import { allDefences } from '../defences/all-defences.js';
import type { Defence } from '../defences/defence.js';
import { runTests } from './run-tests.js';
import { createScratchCopy, type ScratchCopy } from './scratch-copy.js';

type Outcome = 'detected' | 'NOT DETECTED' | 'NOT FOUND ONCE' | 'DOES NOT LOAD' | 'FAILS ANYWAY';

/** Whether a test starts the gateway as a process and so runs what was built. */
function runsBuiltCode(test: string): boolean {
  return /gateway-process|dist\//.test(readFileSync(test, 'utf8'));
}

function isSelected({ threat, what, file }: Defence, filters: readonly string[]): boolean {
  return filters.length === 0 || filters.some((word) => threat === word || file.includes(word) || what.includes(word));
}

/** The defences whose tests pass while nothing is removed. */
function passingBefore(copy: ScratchCopy, defences: readonly Defence[]): Set<Defence> {
  const passing = new Set<Defence>();
  for (const test of new Set(defences.map((defence) => defence.test))) {
    const tested = defences.filter((defence) => defence.test === test);
    const names = tested.flatMap(({ name }) => name ?? []);
    const { passed, failed, broken } = runTests(copy.path, test, names.length === tested.length ? names : []);
    for (const defence of tested) {
      const isOf = (fullName: string): boolean => fullName.includes(defence.name ?? '');
      if (passed.some(isOf) && !failed.some(isOf) && !broken) passing.add(defence);
    }
  }
  return passing;
}

function runWithout(copy: ScratchCopy, defence: Defence): Outcome {
  const restore = copy.removeDefence(defence);
  if (restore === null) return 'NOT FOUND ONCE';
  try {
    const { failed, broken } = runTests(copy.path, defence.test, defence.name === undefined ? [] : [defence.name]);
    if (failed.length > 0) return 'detected';
    return broken ? 'DOES NOT LOAD' : 'NOT DETECTED';
  } finally {
    restore();
  }
}

async function main(filters: readonly string[]): Promise<number> {
  const defences = (await allDefences()).filter((defence) => isSelected(defence, filters));
  const copy = createScratchCopy();
  process.once('SIGINT', () => {
    copy.remove();
    process.exit(1);
  });
  try {
    if (defences.some(({ test }) => runsBuiltCode(test))) copy.build();
    const passing = passingBefore(copy, defences);
    let undetected = 0;
    for (const defence of defences) {
      const outcome: Outcome = passing.has(defence) ? runWithout(copy, defence) : 'FAILS ANYWAY';
      if (outcome !== 'detected') undetected += 1;
      const { threat, what, test } = defence;
      process.stdout.write(`${threat.padEnd(4)} ${outcome.padEnd(14)} ${what.padEnd(70)} ${test}\n`);
    }
    process.stdout.write(`\n${defences.length} defences removed, ${undetected} not detected\n`);
    return defences.length > 0 && undetected === 0 ? 0 : 1;
  } finally {
    copy.remove();
  }
}

process.exitCode = await main(process.argv.slice(2));
