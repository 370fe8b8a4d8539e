/** The beginnings of graphql-js messages about values, and what to say instead: the type wanted, never the value given. */
const REWRITES: readonly [RegExp, (match: RegExpExecArray) => string][] = [
  // These two name fields of the schema, or fields that it lacks, and no values.
  [/^Field "[\w.]+" of required type "[\w![\]]+" was not provided\./, ([whole]) => whole],
  [/^Field "\w+" is not defined by type "\w+"\./, ([whole]) => whole],
  [
    /^Expected (?:value of )?(?:non-nullable )?type "([\w![\]]+)"/,
    ([, type]) => `Expected a value of type "${type ?? ''}".`,
  ],
  [/^Value ".*" does not exist in "(\w+)" enum/s, ([, type]) => `Expected a value of the enum "${type ?? ''}".`],
  [/^Enum "(\w+)" cannot represent/, ([, type]) => `Expected a value of the enum "${type ?? ''}".`],
  [/^(\w+) cannot represent/, ([, type]) => `Expected a value of type "${type ?? ''}".`],
];

/** What graphql-js says about a value that does not fit, without the value. */
export function safeValueMessage(message: string): string {
  for (const [pattern, rewrite] of REWRITES) {
    const match = pattern.exec(message);
    if (match) return rewrite(match);
  }
  return 'The value does not fit the type that the schema asks for here.';
}
