import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** How a run of one test file ended. */
export interface TestRun {
  /** The full names of the tests that passed, and of those that failed. */
  passed: string[];
  failed: string[];
  /** True: the file could not even be loaded, so that nothing was tested. */
  broken: boolean;
}

interface JestReport {
  numRuntimeErrorTestSuites: number;
  testResults: { assertionResults: { fullName: string; status: string }[] }[];
}

/** A test that hangs because its defence is gone has noticed, but must not hold everything up. */
const DEADLINE_MS = 180_000;

const REPORT = 'break-report.json';
const NOTHING: TestRun = { passed: [], failed: [], broken: true };

const literally = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Runs one test file of the repository in `folder`: all of its tests, or those whose name holds one of `names`. */
export function runTests(folder: string, file: string, names: readonly string[]): TestRun {
  const report = join(folder, REPORT);
  rmSync(report, { force: true });
  const filter = names.length === 0 ? [] : ['--testNamePattern', names.map(literally).join('|')];
  const args = ['--runTestsByPath', file, ...filter, '--json', `--outputFile=${report}`, '--silent', '--forceExit'];
  spawnSync(process.execPath, ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...args], {
    cwd: folder,
    stdio: 'ignore',
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  });
  if (!existsSync(report)) return NOTHING;
  const told = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
  const tests = told.testResults.flatMap(({ assertionResults }) => assertionResults);
  const ended = (status: string): string[] =>
    tests.filter((test) => test.status === status).map((test) => test.fullName);
  return { passed: ended('passed'), failed: ended('failed'), broken: told.numRuntimeErrorTestSuites > 0 };
}
