import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  Kind,
  type SelectionSetNode,
  subscribe as subscribeToEach,
} from 'graphql';
import { TELLS_STATES } from '../graphql/tells-states.js';

/**
 * Runs a subscription. Of a field that tells states, a result that shows the subscriber what the one before it showed is
 * left out: what is told several times over, by an action and by the webhook of it, reaches them once.
 */
export async function subscribe(
  args: ExecutionArgs,
): Promise<ExecutionResult | AsyncGenerator<ExecutionResult, void, void>> {
  const results = await subscribeToEach(args);
  return Symbol.asyncIterator in results && tellsStates(args) ? withoutRepeats(results) : results;
}

async function* withoutRepeats(
  results: AsyncGenerator<ExecutionResult, void, void>,
): AsyncGenerator<ExecutionResult, void, void> {
  let before: string | null = null;
  for await (const result of results) {
    const now = JSON.stringify(result);
    if (now !== before) yield result;
    before = now;
  }
}

function tellsStates({ schema, document, operationName }: ExecutionArgs): boolean {
  const operation = getOperationAST(document, operationName);
  const name = operation && rootField(document, operation.selectionSet);
  return schema.getSubscriptionType()?.getFields()[name ?? '']?.extensions[TELLS_STATES] === true;
}

/** The document is valid: it has one root field, perhaps within fragments. */
function rootField(document: DocumentNode, { selections }: SelectionSetNode): string | null {
  const [selection] = selections;
  if (selection === undefined) return null;
  if (selection.kind === Kind.FIELD) return selection.name.value;
  if (selection.kind === Kind.INLINE_FRAGMENT) return rootField(document, selection.selectionSet);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION || definition.name.value !== selection.name.value) continue;
    return rootField(document, definition.selectionSet);
  }
  return null;
}
