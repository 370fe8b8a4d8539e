import { appendFileSync } from 'node:fs';

/** In the names of tests that need Plaid's OpenAPI file. */
const NEEDS_PLAID_OPENAPI = 'PLAID_OPENAPI';

/**
 * Ends a test run with every skipped test by name, which says what the test needs, and one line
 * `N passed, N failed, N skipped`. With CI=true a skipped test fails the run: CI has everything except Plaid's OpenAPI file,
 * which only Plaid may publish. Appends the three numbers as JSON to the file that TEST_TOTALS names.
 */
export default class SummaryReporter {
  #failure;

  onRunComplete(_contexts, results) {
    const tests = results.testResults.flatMap((file) => file.testResults);
    const skipped = tests.filter((test) => ['pending', 'skipped', 'todo', 'disabled'].includes(test.status));
    const brokenFiles = results.testResults.filter((file) => file.testExecError !== undefined).length;
    const failed = results.numFailedTests + brokenFiles;
    const totals = { passed: results.numPassedTests, failed, skipped: skipped.length };

    if (skipped.length > 0) console.log(`\nSkipped:\n${skipped.map((test) => `  - ${test.fullName}`).join('\n')}`);
    console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
    if (process.env.TEST_TOTALS) appendFileSync(process.env.TEST_TOTALS, `${JSON.stringify(totals)}\n`);
    if (process.env.CI === 'true' && skipped.some((test) => !test.fullName.includes(NEEDS_PLAID_OPENAPI))) {
      this.#failure = new Error('CI must not skip a test: install what the tests above need.');
    }
    if (tests.length === 0) this.#failure = new Error('No test ran.');
  }

  getLastError() {
    return this.#failure;
  }
}
