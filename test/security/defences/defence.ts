/** A defence and how to remove it: `npm run test:mutation` does so in a copy and expects the named test to fail. */
export interface Defence {
  /** The threat it mitigates, as numbered in SECURITY.md: "T40". */
  readonly threat: string;
  /** What is removed, for the report: "the audit record before full numbers". */
  readonly what: string;
  /** The file with the defence, from the repository's root. */
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The test file that must fail, from the repository's root. */
  readonly test: string;
  /** Part of the test's name, when only some tests of the file run. */
  readonly name?: string;
}
