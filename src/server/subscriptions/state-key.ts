import { type DocumentNode, getOperationAST, type GraphQLSchema, Kind, type SelectionSetNode } from 'graphql';
import { DISTINCT_UNTIL_CHANGED, type StateKey } from '../../graphql/extensions.js';

/**
 * How to know the state that an event tells of, when the subscription is to a field that tells states; null when it is not.
 * Of those, an answer is left out when neither the state nor what it shows is other than before: what is told several times
 * over, by an action and by the webhook of it, reaches a subscriber once.
 */
export function stateKeyOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): StateKey | null {
  const operation = getOperationAST(document, operationName);
  const name = operation && rootField(document, operation.selectionSet);
  const stateOf = schema.getSubscriptionType()?.getFields()[name ?? '']?.extensions[DISTINCT_UNTIL_CHANGED];
  return typeof stateOf === 'function' ? (stateOf as StateKey) : null;
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
