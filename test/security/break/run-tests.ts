import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** How a run of one test file ended. */
export interface TestRun {
  passed: number;
  failed: number;
  /** True: the file could not even be loaded, so that nothing was tested. */
  broken: boolean;
}

interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
}

/** A test that hangs because its defence is gone has noticed, but must not hold everything up. */
const DEADLINE_MS = 180_000;

const REPORT = 'break-report.json';
const NOTHING: TestRun = { passed: 0, failed: 0, broken: true };

const literally = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Runs one test file of the repository in `folder`, or those of its tests whose name holds `name`. */
export function runTests(folder: string, file: string, name?: string): TestRun {
  const report = join(folder, REPORT);
  rmSync(report, { force: true });
  const filter = name === undefined ? [] : ['--testNamePattern', literally(name)];
  const args = ['--runTestsByPath', file, ...filter, '--json', `--outputFile=${report}`, '--silent', '--forceExit'];
  spawnSync(process.execPath, ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...args], {
    cwd: folder,
    stdio: 'ignore',
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  });
  if (!existsSync(report)) return NOTHING;
  const told = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
  return {
    passed: told.numPassedTests,
    failed: told.numFailedTests,
    broken: told.numRuntimeErrorTestSuites > 0,
  };
}
