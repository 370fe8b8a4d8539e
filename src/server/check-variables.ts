import {
  coerceInputValue,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import type { FieldError } from '../errors/gateway-error.js';
import { safeValueMessage } from './safe-message.js';

/** How many wrong places are named at most: an answer must not grow with its request. */
const MAX_ERRORS = 20;

/** The variables that do not fit their types: where, and what was wanted. Empty when all do. Never shows a value. */
export function checkVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  hideSuggestions: boolean,
): FieldError[] {
  const errors = (operation.variableDefinitions ?? []).flatMap((definition) =>
    checkVariable(schema, definition, variables, hideSuggestions),
  );
  return errors.slice(0, MAX_ERRORS);
}

function checkVariable(
  schema: GraphQLSchema,
  definition: VariableDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  hideSuggestions: boolean,
): FieldError[] {
  const name = definition.variable.name.value;
  // The operation has been validated: its types exist and are input types.
  const type = typeFromAST(schema, definition.type);
  if (!isInputType(type)) return [];
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value === undefined) {
    return isNonNullType(type) && !definition.defaultValue ? [{ path: name, rule: 'is required' }] : [];
  }
  const errors: FieldError[] = [];
  coerceInputValue(
    value,
    type,
    (path, _value, error) => {
      if (errors.length < MAX_ERRORS) {
        errors.push({ path: [name, ...path].join('.'), rule: safeValueMessage(error.message) });
      }
    },
    hideSuggestions,
  );
  return errors;
}
