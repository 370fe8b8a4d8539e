import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  GraphQLIncludeDirective,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  valueFromAST,
} from 'graphql';
import {
  entryCost,
  fieldCost,
  LISTS_THAT_SHARE_CALLS,
  STATUS_FILTER_COST,
  UNPAGED_COUNT,
  UNPAGED_SUBSCRIPTIONS,
} from './field-costs.js';

/** What a list of unknown size counts as: the accounts of an Item, the kinds of numbers of an account. */
const UNKNOWN_LIST = 3;

/** What such a list counts as when it contains itself, as in accounts of the Item of an account: its size multiplies. */
const UNKNOWN_LIST_OF_ITSELF = 30;

/** What a selection costs: everything below it, and the calls of the object itself, each once. */
interface Cost {
  readonly below: number;
  readonly calls: ReadonlyMap<string, number>;
  /** The lists of unknown size in the selection, at any depth. */
  readonly lists: ReadonlySet<string>;
}

const NOTHING: Cost = { below: 0, calls: new Map(), lists: new Set() };

/**
 * The highest cost that running an operation may have: one for each entry of a list, and the cost of each call to Plaid
 * (field-costs.ts). A page counts with its requested size, before anything is known about its content. The operation has been
 * validated and its variables coerced. Each fragment is evaluated once, so the work is linear in the size of the document.
 */
export function costOf(request: {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
  /** The largest page. A larger `first` is rejected when it is executed. */
  pageSize: number;
}): number {
  const { schema, document, operation, variables, pageSize } = request;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const known = new Map<string, Cost>();

  function ofSet(set: SelectionSetNode, type: GraphQLNamedType | undefined): Cost {
    return sum(set.selections.map((selection) => ofSelection(selection, type)));
  }

  function ofSelection(selection: SelectionNode, type: GraphQLNamedType | undefined): Cost {
    if (isLeftOut(selection, variables)) return NOTHING;
    if (selection.kind === Kind.FIELD) return ofField(selection, type);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
    const condition = selection.typeCondition?.name.value;
    return ofSet(selection.selectionSet, condition === undefined ? type : schema.getType(condition));
  }

  function ofFragment(name: string): Cost {
    const done = known.get(name);
    if (done) return done;
    known.set(name, NOTHING);
    const fragment = fragments.get(name);
    const cost = fragment ? ofSet(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value)) : NOTHING;
    known.set(name, cost);
    return cost;
  }

  function ofField(node: FieldNode, type: GraphQLNamedType | undefined): Cost {
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
    // Introspection and __typename: limited by graphql-js and served from memory.
    if (type === undefined || field === undefined) return NOTHING;
    const name = `${type.name}.${field.name}`;
    const inside = node.selectionSet ? ofSet(node.selectionSet, getNamedType(field.type)) : NOTHING;
    const isShared = LISTS_THAT_SHARE_CALLS.has(name);
    const size = sizeOf(field, type, (argument) => valueOf(node, field, argument));
    const unknown = inside.lists.has(name) ? UNKNOWN_LIST_OF_ITSELF : UNKNOWN_LIST;
    const entries = size === 'unknown' ? unknown : size;
    const perEntry = 1 + entryCost(type, field) + inside.below + (isShared ? 0 : priceOfCalls(inside));
    const below = entries === null ? inside.below + priceOfCalls(inside) : entries * perEntry;
    const filter = field.name === 'items' && valueOf(node, field, 'status') != null ? STATUS_FILTER_COST : 0;
    return {
      below: below + filter,
      calls: new Map([...ownCall(node, type, field), ...(isShared ? inside.calls : [])]),
      lists: size === 'unknown' ? new Set([...inside.lists, name]) : inside.lists,
    };
  }

  /** The most entries that a field returns; null when it is not a list. The size of a connection is the size of its page. */
  function sizeOf(
    field: GraphQLField<unknown, unknown>,
    type: GraphQLNamedType,
    argument: (name: string) => unknown,
  ): number | 'unknown' | null {
    const unpaged = UNPAGED_SUBSCRIPTIONS.get(`${type.name}.${field.name}`);
    if (unpaged && (argument(unpaged.argument) == null) === (unpaged.when === 'absent')) return UNPAGED_COUNT;
    const first = argument('first');
    if (typeof first === 'number') return Math.min(Math.max(first, 0), pageSize);
    if (!isListType(getNullableType(field.type)) || !isCompositeType(getNamedType(field.type))) return null;
    const ids = argument('ids');
    if (Array.isArray(ids)) return ids.length;
    // The page was counted at the field that takes `first`.
    return type.name.endsWith('Connection') ? null : 'unknown';
  }

  function valueOf(node: FieldNode, field: GraphQLField<unknown, unknown>, name: string): unknown {
    const definition = field.args.find((argument) => argument.name === name);
    if (!definition) return undefined;
    const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
    const value = given && valueFromAST(given, definition.type, variables);
    // A null `first` means the default too.
    return value ?? definition.defaultValue;
  }

  return total(ofSet(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined));
}

function ownCall(node: FieldNode, type: GraphQLNamedType, field: GraphQLField<unknown, unknown>): [string, number][] {
  const own = fieldCost(type, field, (node.alias ?? node.name).value);
  return own === null ? [] : [[own.call, own.price]];
}

function sum(costs: readonly Cost[]): Cost {
  return {
    below: costs.reduce((below, cost) => below + cost.below, 0),
    calls: new Map(costs.flatMap((cost) => [...cost.calls])),
    lists: new Set(costs.flatMap((cost) => [...cost.lists])),
  };
}

function priceOfCalls({ calls }: Cost): number {
  return [...calls.values()].reduce((price, one) => price + one, 0);
}

function total(cost: Cost): number {
  return cost.below + priceOfCalls(cost);
}

function isLeftOut(
  node: { readonly directives?: readonly DirectiveNode[] },
  variables: Readonly<Record<string, unknown>>,
): boolean {
  if (!node.directives?.length) return false;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return true;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if === false;
}
