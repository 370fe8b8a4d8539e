/** The groups of tests by name, each by the paths of its files from the repository's root. */
export declare const GROUPS: Readonly<Record<string, RegExp>>;
/** The paths of the tests that `npm test` runs. */
export declare const CORE: RegExp;
