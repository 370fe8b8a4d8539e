import { type DocumentNode, getOperationAST, type GraphQLSchema, Kind, type SelectionSetNode } from 'graphql';
import { TELLS_STATES } from '../graphql/tells-states.js';

/**
 * Whether a subscription is to a field that tells states. Of those, an answer that shows the subscriber what the one before
 * it showed is left out: what is told several times over, by an action and by the webhook of it, reaches them once.
 */
export function tellsStates(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): boolean {
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
