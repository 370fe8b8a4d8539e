import {
  GraphQLError,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  type ValidationContext,
  type ValidationRule,
  ValuesOfCorrectTypeRule,
} from 'graphql';

/** Names that every schema has implicitly. */
const BUILT_IN = ['__schema', '__type', '__typename'];

/**
 * Removes from a message of graphql-js every quoted text that is not a name of the schema. Messages end up in logs and error
 * trackers, where user input must not; the location of the error shows where in the document to look.
 */
export function createQuoteRedactor(schema: GraphQLSchema): (message: string) => string {
  const names = namesOf(schema);
  const isOfSchema = (quoted: string) => (quoted.match(/\w+/g) ?? []).every((word) => names.has(word));
  return (message) => message.replace(/"([^"]*)"/g, (match, quoted: string) => (isOfSchema(quoted) ? match : '"…"'));
}

/** Every name in the schema: of types, fields, arguments, enum values and directives. */
function namesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set(BUILT_IN);
  const addFields = (fields: readonly { name: string; args?: readonly { name: string }[] }[]) => {
    fields.forEach(({ name, args = [] }) => {
      names.add(name);
      args.forEach((argument) => names.add(argument.name));
    });
  };
  for (const type of Object.values(schema.getTypeMap())) {
    names.add(type.name);
    if (isEnumType(type)) addFields(type.getValues());
    if (isInputObjectType(type)) addFields(Object.values(type.getFields()));
    if (isObjectType(type) || isInterfaceType(type)) addFields(Object.values(type.getFields()));
  }
  addFields(schema.getDirectives());
  return names;
}

/** Prefixes of graphql-js messages about values, and their replacements: the expected type, never the value. */
const REWRITES: readonly [RegExp, (match: RegExpExecArray) => string][] = [
  // Contains a field name of the schema, and no value.
  [/^Field "[\w.]+" of required type "[\w![\]]+" was not provided\./, ([message]) => message],
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

/** A message of graphql-js about an invalid value, without the value. */
export function redactValueMessage(message: string): string {
  for (const [pattern, rewrite] of REWRITES) {
    const match = pattern.exec(message);
    if (match) return rewrite(match);
  }
  return 'The value does not match the type that the schema requires here.';
}

/** The rules of the specification, with one replaced: its messages quote values, ours name the expected type. */
export function validationRules(options: { introspection: boolean }): ValidationRule[] {
  const rules = specifiedRules.map((rule) => (rule === ValuesOfCorrectTypeRule ? ValuesWithoutEchoRule : rule));
  return options.introspection ? rules : [...rules, NoSchemaIntrospectionCustomRule];
}

function ValuesWithoutEchoRule(context: ValidationContext): ReturnType<ValidationRule> {
  const redacting = Object.create(context, {
    reportError: {
      value: ({ message, nodes }: GraphQLError) => {
        context.reportError(new GraphQLError(redactValueMessage(message), { nodes: nodes ?? null }));
      },
    },
  }) as ValidationContext;
  return ValuesOfCorrectTypeRule(redacting);
}
