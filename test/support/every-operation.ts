import { readdirSync, readFileSync } from 'node:fs';
import { Kind, type OperationDefinitionNode, OperationTypeNode, parse } from 'graphql';

/** The objects that the documents of schema/operations are run on. */
export interface OperationTargets {
  itemId: string;
  accountId: string;
  linkSessionId: string;
  publicToken: string;
}

/** An operation of schema/operations, with the variables to run it with. */
interface Operation {
  name: string;
  isSubscription: boolean;
  variablesFor: (targets: Record<string, string>) => object;
}

const FOLDER = new URL('../../schema/operations/', import.meta.url);
/** They end the Item or its login, so they run after all others, in this order. */
const LAST = ['RotateAccessToken', 'SandboxResetLogin', 'UnlinkApplication', 'RemoveItem'];

/** The comment in front of an operation that names its variables: JSON in which `"$itemId"` stands for the id of the Item. */
const VARIABLES = /^# Variables: (.*)$/m;

const operations: readonly Operation[] = readdirSync(FOLDER)
  .map((file) => readFileSync(new URL(file, FOLDER), 'utf8'))
  .flatMap(operationsIn)
  .sort((one, other) => LAST.indexOf(one.name) - LAST.indexOf(other.name));

/** The operations of a file. The comment of each is between it and the definition before it. */
function operationsIn(text: string): Operation[] {
  const { definitions } = parse(text);
  return definitions.flatMap((definition, index) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    const comments = text.slice(definitions[index - 1]?.loc?.end ?? 0, definition.loc?.start);
    return [operationOf(definition, VARIABLES.exec(comments)?.[1])];
  });
}

function operationOf(definition: OperationDefinitionNode, variables: string | undefined): Operation {
  const name = definition.name?.value ?? '';
  if (variables === undefined && (definition.variableDefinitions ?? []).length > 0)
    throw new Error(`${name} in schema/operations needs a comment "# Variables: {…}"`);
  return {
    name,
    isSubscription: definition.operation === OperationTypeNode.SUBSCRIPTION,
    variablesFor: (targets) =>
      JSON.parse(variables ?? '{}', (_, value: unknown) =>
        typeof value === 'string' && value.startsWith('$') ? targetOf(name, value.slice(1), targets) : value,
      ) as object,
  };
}

function targetOf(operation: string, target: string, targets: Record<string, string>): string {
  const value = targets[target];
  if (value === undefined) throw new Error(`The variables of ${operation} name the unknown $${target}`);
  return value;
}

function variablesByName(isSubscription: boolean, targets: Record<string, string>): Record<string, object> {
  return Object.fromEntries(
    operations
      .filter((operation) => operation.isSubscription === isSubscription)
      .map(({ name, variablesFor }) => [name, variablesFor(targets)]),
  );
}

/** Variables for every query and mutation of schema/operations, by name. What ends the Item comes last. */
export function everyOperation(targets: OperationTargets): Record<string, object> {
  return variablesByName(false, { ...targets });
}

/** Variables for every subscription of schema/operations, by name. `cursor`: where a list or subscription begins. */
export function everySubscription(targets: OperationTargets, cursor: string): Record<string, object> {
  return variablesByName(true, { ...targets, cursor });
}
