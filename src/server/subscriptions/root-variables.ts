import { type DocumentNode, Kind, visit } from 'graphql';

const known = new WeakMap<DocumentNode, readonly string[]>();

/**
 * The values of the variables that an answer to an event can depend on, in the order of their names: all but those that
 * only stand in arguments of the subscription's root field, which have done their work when the subscription began.
 */
export function variablesBelowRoot(
  document: DocumentNode,
  values: Readonly<Record<string, unknown>>,
): readonly [string, unknown][] {
  const names = known.get(document) ?? namesBelowRoot(document);
  known.set(document, names);
  return names.flatMap((name) => (Object.hasOwn(values, name) ? [[name, values[name]] as [string, unknown]] : []));
}

function namesBelowRoot(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    // Its variables are declarations, not uses.
    VariableDefinition: () => false,
    Variable: ({ name }, _key, parent, _path, ancestors) => {
      if (!isOfRootField([...ancestors, parent])) names.add(name.value);
    },
  });
  return [...names].sort();
}

/** Within an argument (not a directive) of a field that stands directly in an operation. Fragments count as below: the safe side. */
function isOfRootField(ancestors: readonly unknown[]): boolean {
  const kinds = ancestors.filter((node) => !Array.isArray(node)).map((node) => (node as { kind: string }).kind);
  const [document, operation, selections, field, argument] = kinds;
  return (
    document === Kind.DOCUMENT &&
    operation === Kind.OPERATION_DEFINITION &&
    selections === Kind.SELECTION_SET &&
    field === Kind.FIELD &&
    argument === Kind.ARGUMENT
  );
}
