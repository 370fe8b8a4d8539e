import {
  coerceInputValue,
  getNullableType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import type { FieldError } from '../../errors/gateway-error.js';
import { redactValueMessage } from './redact-message.js';

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
