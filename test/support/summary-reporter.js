/** In the names of tests that need Plaid's OpenAPI file. */
const NOT_OURS = 'PLAID_OPENAPI';

/**
 * The last word of a test run: every skipped test by name with what it would have needed, and one line
 * `N passed, N failed, N skipped`. With CI=true a skipped test fails the run, because CI has everything but Plaid's
 * OpenAPI file, which is Plaid's to publish.
 */
export default class SummaryReporter {
  #failure;

  onRunComplete(_contexts, results) {
    const tests = results.testResults.flatMap((file) => file.testResults);
    const skipped = tests.filter((test) => ['pending', 'skipped', 'todo', 'disabled'].includes(test.status));
    const brokenFiles = results.testResults.filter((file) => file.testExecError !== undefined).length;
    const failed = results.numFailedTests + brokenFiles;

    if (skipped.length > 0) console.log(`\nSkipped:\n${skipped.map((test) => `  - ${test.fullName}`).join('\n')}`);
    console.log(`\n${results.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped`);
    if (process.env.CI === 'true' && skipped.some((test) => !test.fullName.includes(NOT_OURS))) {
      this.#failure = new Error('CI has everything that the tests need, so none may be skipped.');
    }
    if (tests.length === 0) this.#failure = new Error('No test ran.');
  }

  getLastError() {
    return this.#failure;
  }
}
