import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** How a run of one test file ended. */
export interface TestRun {
  /** The full names of the tests that passed and failed. */
  passed: string[];
  failed: string[];
  /** Whether the file could not be loaded, so that nothing was tested. */
  broken: boolean;
}

interface JestReport {
  numRuntimeErrorTestSuites: number;
  testResults: { assertionResults: { fullName: string; status: string }[] }[];
}

/** A test that hangs without its defence is stopped after this long. */
const TIMEOUT_MS = 180_000;

const REPORT = 'mutation-report.json';
const NOTHING: TestRun = { passed: [], failed: [], broken: true };

function escapeRegExp(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Runs one test file of the repository in `folder`: all of its tests, or those whose name contains one of `names`. */
export function runTests(folder: string, file: string, names: readonly string[]): TestRun {
  const report = join(folder, REPORT);
  rmSync(report, { force: true });
  const filter = names.length === 0 ? [] : ['--testNamePattern', names.map(escapeRegExp).join('|')];
  const args = ['--runTestsByPath', file, ...filter, '--json', `--outputFile=${report}`, '--silent', '--forceExit'];
  spawnSync(process.execPath, ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...args], {
    cwd: folder,
    stdio: 'ignore',
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  if (!existsSync(report)) return NOTHING;
  const result = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
  const tests = result.testResults.flatMap(({ assertionResults }) => assertionResults);
  const namesWith = (status: string): string[] =>
    tests.filter((test) => test.status === status).map((test) => test.fullName);
  return { passed: namesWith('passed'), failed: namesWith('failed'), broken: result.numRuntimeErrorTestSuites > 0 };
}
