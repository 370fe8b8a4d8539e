import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

/** What every schema has without listing it. */
const BUILT_IN = ['__schema', '__type', '__typename'];

/**
 * Takes out of a message of graphql-js whatever it quotes that is not a name of the schema: messages are kept and shown in
 * places where input has no business, and the location tells where in the document to look.
 */
export function createQuoteFilter(schema: GraphQLSchema): (message: string) => string {
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
