/** One defence, and what taking it out looks like: `npm run break` applies it in a scratch copy and expects the named test to fail. */
export interface Defence {
  /** The threat it answers, as numbered in SECURITY.md: "T40". */
  readonly threat: string;
  /** What is taken out, for the table: "the audit record before full numbers". */
  readonly what: string;
  /** The file that holds the defence, from the repository's root. */
  readonly file: string;
  /** Text that stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The test file that must notice, from the repository's root. */
  readonly test: string;
  /** Part of the test's name, when only some tests of the file are to run. */
  readonly name?: string;
}
