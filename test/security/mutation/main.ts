/**
 * `npm run break`: takes one defence out at a time, in a copy of the repository, and shows that its test notices. With
 * words behind it, only the defences whose threat, file or description holds one of them: `npm run break -- T40 vault`.
 */
import { readFileSync } from 'node:fs';
import { allDefences } from '../defences/all-defences.js';
import type { Defence } from '../defences/defence.js';
import { runTests } from './run-tests.js';
import { createScratchCopy, type ScratchCopy } from './scratch-copy.js';

type Outcome = 'noticed' | 'NOT NOTICED' | 'NOT FOUND ONCE' | 'DOES NOT LOAD' | 'FAILS ANYWAY';

/** Tests that start the gateway as a process run what was built. */
const runsBuiltCode = (test: string): boolean => /gateway-process|dist\//.test(readFileSync(test, 'utf8'));

const isWanted = ({ threat, what, file }: Defence, words: readonly string[]): boolean =>
  words.length === 0 || words.some((word) => threat === word || file.includes(word) || what.includes(word));

/** The defences that their test may be asked about: it passes while every one of them is in place. */
function passingAnyway(copy: ScratchCopy, defences: readonly Defence[]): Set<Defence> {
  const passing = new Set<Defence>();
  for (const test of new Set(defences.map((defence) => defence.test))) {
    const asking = defences.filter((defence) => defence.test === test);
    const names = asking.flatMap(({ name }) => name ?? []);
    const { passed, failed, broken } = runTests(copy.path, test, names.length === asking.length ? names : []);
    for (const defence of asking) {
      const isOf = (fullName: string): boolean => fullName.includes(defence.name ?? '');
      if (passed.some(isOf) && !failed.some(isOf) && !broken) passing.add(defence);
    }
  }
  return passing;
}

function tryWithout(copy: ScratchCopy, defence: Defence): Outcome {
  const putBack = copy.takeOut(defence);
  if (putBack === null) return 'NOT FOUND ONCE';
  try {
    const { failed, broken } = runTests(copy.path, defence.test, defence.name === undefined ? [] : [defence.name]);
    if (failed.length > 0) return 'noticed';
    return broken ? 'DOES NOT LOAD' : 'NOT NOTICED';
  } finally {
    putBack();
  }
}

async function main(words: readonly string[]): Promise<number> {
  const defences = (await allDefences()).filter((defence) => isWanted(defence, words));
  const copy = createScratchCopy();
  process.once('SIGINT', () => {
    copy.remove();
    process.exit(1);
  });
  try {
    if (defences.some(({ test }) => runsBuiltCode(test))) copy.build();
    const passing = passingAnyway(copy, defences);
    let unnoticed = 0;
    for (const defence of defences) {
      const outcome: Outcome = passing.has(defence) ? tryWithout(copy, defence) : 'FAILS ANYWAY';
      if (outcome !== 'noticed') unnoticed += 1;
      const { threat, what, test } = defence;
      process.stdout.write(`${threat.padEnd(4)} ${outcome.padEnd(14)} ${what.padEnd(70)} ${test}\n`);
    }
    process.stdout.write(`\n${defences.length} defences taken out, ${unnoticed} not noticed\n`);
    return defences.length > 0 && unnoticed === 0 ? 0 : 1;
  } finally {
    copy.remove();
  }
}

process.exitCode = await main(process.argv.slice(2));
