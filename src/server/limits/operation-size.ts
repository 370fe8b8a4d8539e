import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** The size of one operation after its fragments are flattened. */
export interface OperationSize {
  depth: number;
  aliases: number;
  rootFields: number;
  directives: number;
}

const NOTHING: OperationSize = { depth: 0, aliases: 0, rootFields: 0, directives: 0 };

/**
 * Measures an operation that has been parsed but not validated yet. Each fragment is measured once and counted each time it
 * is spread, so the work is linear in the document. A fragment that spreads itself counts as nothing at that place, because
 * validation rejects it.
 */
export function operationSize(document: DocumentNode, operation: OperationDefinitionNode): OperationSize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, OperationSize>();

  function ofSet(set: SelectionSetNode): OperationSize {
    return set.selections.map(ofSelection).reduce(combine, NOTHING);
  }

  function ofSelection(selection: SelectionNode): OperationSize {
    const inside = ofInside(selection);
    return { ...inside, directives: inside.directives + (selection.directives?.length ?? 0) };
  }

  function ofInside(selection: SelectionNode): OperationSize {
    if (selection.kind === Kind.FIELD) return ofField(selection);
    if (selection.kind === Kind.INLINE_FRAGMENT) return ofSet(selection.selectionSet);
    return ofFragment(selection.name.value);
  }

  function ofField(field: FieldNode): OperationSize {
    const inside = field.selectionSet ? ofSet(field.selectionSet) : NOTHING;
    return {
      // graphql-js limits the nesting of introspection itself, and tools need more of it than queries do.
      depth: 1 + (isIntrospection(field) ? 0 : inside.depth),
      aliases: inside.aliases + (field.alias ? 1 : 0),
      rootFields: 1,
      directives: inside.directives,
    };
  }

  function ofFragment(name: string): OperationSize {
    const known = measured.get(name);
    if (known) return known;
    measured.set(name, NOTHING);
    const fragment = fragments.get(name);
    const size = fragment ? ofSet(fragment.selectionSet) : NOTHING;
    const withOwn = { ...size, directives: size.directives + (fragment?.directives?.length ?? 0) };
    measured.set(name, withOwn);
    return withOwn;
  }

  const size = ofSet(operation.selectionSet);
  return { ...size, directives: size.directives + (operation.directives?.length ?? 0) };
}

function combine(left: OperationSize, right: OperationSize): OperationSize {
  return {
    depth: Math.max(left.depth, right.depth),
    aliases: left.aliases + right.aliases,
    rootFields: left.rootFields + right.rootFields,
    directives: left.directives + right.directives,
  };
}

function isIntrospection(field: FieldNode): boolean {
  return field.name.value === '__schema' || field.name.value === '__type';
}
