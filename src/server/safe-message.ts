/** The beginnings of graphql-js messages about values, and what to say instead: the type wanted, never the value given. */
const REWRITES: readonly [RegExp, (match: RegExpExecArray) => string][] = [
  // This one names a field of the schema, and no value.
  [/^Field "[\w.]+" of required type "[\w![\]]+" was not provided\./, ([whole]) => whole],
  [
    /^Field ".*" is not defined by type "(\w+)"/s,
    ([, type]) => `Expected only fields that type "${type ?? ''}" defines.`,
  ],
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
