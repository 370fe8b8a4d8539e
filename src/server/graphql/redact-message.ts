import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

/** What every schema has without listing it. */
const BUILT_IN = ['__schema', '__type', '__typename'];

/**
 * Takes out of a message of graphql-js whatever it quotes that is not a name of the schema: messages are kept and shown in
 * places where input has no business, and the location tells where in the document to look.
 */
export function createQuoteRedactor(schema: GraphQLSchema): (message: string) => string {
  const words = wordsOf(schema);
  const isOfSchema = (quoted: string) => (quoted.match(/\w+/g) ?? []).every((word) => words.has(word));
  return (message) => message.replace(/"([^"]*)"/g, (whole, quoted: string) => (isOfSchema(quoted) ? whole : '"…"'));
}

/** Every name in the schema: of types, fields, arguments, enum values and directives. */
function wordsOf(schema: GraphQLSchema): ReadonlySet<string> {
  const words = new Set(BUILT_IN);
  const addFields = (fields: readonly { name: string; args?: readonly { name: string }[] }[]) => {
    fields.forEach(({ name, args = [] }) => {
      words.add(name);
      args.forEach((argument) => words.add(argument.name));
    });
  };
  for (const type of Object.values(schema.getTypeMap())) {
    words.add(type.name);
    if (isEnumType(type)) addFields(type.getValues());
    if (isInputObjectType(type)) addFields(Object.values(type.getFields()));
    if (isObjectType(type) || isInterfaceType(type)) addFields(Object.values(type.getFields()));
  }
  addFields(schema.getDirectives());
  return words;
}

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
export function redactValueMessage(message: string): string {
  for (const [pattern, rewrite] of REWRITES) {
    const match = pattern.exec(message);
    if (match) return rewrite(match);
  }
  return 'The value does not fit the type that the schema asks for here.';
}
