import {
  coerceInputValue,
  getNullableType,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInputType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  specifiedRules,
  typeFromAST,
  type ValidationContext,
  type ValidationRule,
  valueFromAST,
  ValuesOfCorrectTypeRule,
  type VariableDefinitionNode,
} from 'graphql';
import type { FieldError } from '../../errors/gateway-error.js';

/* The validation of documents and variables. Its messages name rules and types, and never repeat the input. */

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

/** The most errors to return: a response must not grow with its request. */
const MAX_ERRORS = 20;

/** The coerced variables, or the places where they do not match their types, with the expected type. */
export interface CheckedVariables {
  readonly fields: FieldError[];
  readonly values: Readonly<Record<string, unknown>>;
}

/** A variable of an operation, with what its definition says. */
interface DefinedVariable {
  readonly name: string;
  readonly type: GraphQLInputType;
  /** undefined: there is none. */
  readonly defaultValue: unknown;
}

/**
 * Prepares the check of the variables of an operation, which has been validated. `fields` is empty when all match; it never
 * contains a value. The contents of a list longer than `maxList` are not checked, and checking stops at MAX_ERRORS, so invalid
 * variables cost no more than valid ones.
 */
export function prepareVariables(
  { schema, hideSuggestions, maxList }: { schema: GraphQLSchema; hideSuggestions: boolean; maxList: number },
  operation: OperationDefinitionNode,
): (given: Readonly<Record<string, unknown>>) => CheckedVariables {
  const definitions = (operation.variableDefinitions ?? []).flatMap((definition) => defined(schema, definition));

  return (given) => {
    const fields: FieldError[] = [];
    const values = Object.create(null) as Record<string, unknown>;

    function check({ name, type, defaultValue }: DefinedVariable): void {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      if (value === undefined) {
        if (defaultValue !== undefined) values[name] = defaultValue;
        else if (isNonNullType(type)) fields.push({ path: name, rule: 'is required' });
        return;
      }
      const tooLong = longLists(type, value, { path: name, max: maxList });
      fields.push(...tooLong.slice(0, MAX_ERRORS - fields.length));
      if (tooLong.length === 0) values[name] = coerce(name, type, value);
    }

    function coerce(name: string, type: GraphQLInputType, value: unknown): unknown {
      const onError = (path: readonly (string | number)[], _value: unknown, error: Error): void => {
        fields.push({ path: [name, ...path].join('.'), rule: redactValueMessage(error.message) });
        if (fields.length >= MAX_ERRORS) throw new EnoughErrors();
      };
      try {
        return coerceInputValue(value, type, onError, hideSuggestions);
      } catch (error) {
        if (error instanceof EnoughErrors) return undefined;
        throw error;
      }
    }

    for (const definition of definitions) {
      if (fields.length >= MAX_ERRORS) break;
      check(definition);
    }
    return { fields, values };
  };
}

/** The types of a validated operation exist and are input types. */
function defined(schema: GraphQLSchema, definition: VariableDefinitionNode): DefinedVariable[] {
  const type = typeFromAST(schema, definition.type);
  if (!isInputType(type)) return [];
  const defaultValue: unknown = definition.defaultValue && valueFromAST(definition.defaultValue, type);
  return [{ name: definition.variable.name.value, type, defaultValue }];
}

/** Stops the coercion of a value with more errors than are returned. */
class EnoughErrors extends Error {}

/** The lists that are longer than allowed, at any depth of the type. Free-form JSON is not checked. */
function longLists(type: GraphQLInputType, value: unknown, at: { path: string; max: number }): FieldError[] {
  const bare = getNullableType(type);
  if (typeof value !== 'object' || value === null) return [];
  if (isListType(bare)) {
    if (!Array.isArray(value)) return longLists(bare.ofType, value, at);
    if (value.length > at.max) return [{ path: at.path, rule: `must have at most ${at.max} entries` }];
    return value.flatMap((entry, index) => longLists(bare.ofType, entry, { ...at, path: `${at.path}.${index}` }));
  }
  if (!isInputObjectType(bare)) return [];
  return Object.values(bare.getFields()).flatMap((field) => {
    const inside = Object.hasOwn(value, field.name) ? (value as Record<string, unknown>)[field.name] : undefined;
    return longLists(field.type, inside, { ...at, path: `${at.path}.${field.name}` });
  });
}
