import {
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  type GraphQLField,
  GraphQLIncludeDirective,
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
  type ValueNode,
} from 'graphql';
import type { FieldSource } from '../../graphql/reads.js';

/** What a field costs besides the entries that it returns. */
interface FieldCost {
  /** Fields of one object with the same call are charged once, because the loaders make the call once. */
  readonly call: string;
  readonly cost: number;
}

const ROOT_TYPES: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/** Fields whose cost does not follow from the endpoints that they read: they read several Items. */
const FIELD_COSTS: ReadonlyMap<string, number> = new Map([['ExchangePublicTokenPayload.duplicateOf', 20]]);

/** Lists that read the endpoints of their field once per entry. */
const LISTS_WITH_CALLS_PER_ENTRY: ReadonlySet<string> = new Set(['Query.nodes']);

/** A `status` filter reads /item/get of every Item. */
const STATUS_FILTER_COST = 100;

/**
 * Subscriptions without `first` that may begin with one event per Item or recorded event: when the argument is absent, or
 * when it is given.
 */
const UNPAGED_SUBSCRIPTIONS: ReadonlyMap<string, { argument: string; when: 'absent' | 'given' }> = new Map([
  ['Subscription.itemUpdated', { argument: 'itemId', when: 'absent' }],
  ['Subscription.webhookEvents', { argument: 'after', when: 'given' }],
]);

/** The events that such a subscription is charged for: two default pages. */
const UNPAGED_COUNT = 40;

/** The calls of an account belong to its Item: they are made once for all accounts. */
const LISTS_THAT_SHARE_CALLS: ReadonlySet<string> = new Set(['Item.accounts']);

/** What a field costs, from the endpoints that it names; null: nothing besides its entries. */
function fieldCost(type: GraphQLNamedType, field: GraphQLField<unknown, unknown>, alias: string): FieldCost | null {
  const name = `${type.name}.${field.name}`;
  const source = sourceOf(field);
  const cost = FIELD_COSTS.get(name) ?? source?.cost ?? 0;
  if (cost === 0 || LISTS_WITH_CALLS_PER_ENTRY.has(name)) return null;
  const call = source?.endpoints.map(({ path }) => path).join(' and ') ?? name;
  return { call: isCallPerAlias(type, field) ? `${call} ${alias}` : call, cost };
}

/** The cost of each entry of a list itself. */
function entryCost(type: GraphQLNamedType, field: GraphQLField<unknown, unknown>): number {
  return LISTS_WITH_CALLS_PER_ENTRY.has(`${type.name}.${field.name}`) ? (sourceOf(field)?.cost ?? 0) : 0;
}

/** Whether every alias of a field is a call of its own: root fields, and fields whose arguments go to Plaid. */
function isCallPerAlias(type: GraphQLNamedType, field: GraphQLField<unknown, unknown>): boolean {
  if (ROOT_TYPES.has(type.name)) return true;
  return sourceOf(field)?.endpoints.some(({ takesArgs }) => takesArgs) === true && field.args.length > 0;
}

function sourceOf(field: GraphQLField<unknown, unknown>): FieldSource | undefined {
  return field.extensions.source as FieldSource | undefined;
}

/** The fields that these tables name, for the test that compares them with the schema. */
export const FIELDS_WITH_COST: readonly string[] = [
  ...FIELD_COSTS.keys(),
  ...LISTS_WITH_CALLS_PER_ENTRY,
  ...LISTS_THAT_SHARE_CALLS,
  ...UNPAGED_SUBSCRIPTIONS.keys(),
];

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

type Variables = Readonly<Record<string, unknown>>;

/** One request: its coerced variables, and the costs of the fragments that have been evaluated with them. */
interface Evaluation {
  readonly variables: Variables;
  readonly fragments: Map<string, Cost>;
}

/** The cost of a part of the document: a constant, or a function of the variables that it depends on. */
type Part = Cost | ((evaluation: Evaluation) => Cost);

/**
 * Prepares the highest cost that running an operation may have: one for each entry of a list, and the cost of each call to
 * Plaid (`fieldCost`). A page counts with its requested size, before anything is known about its content. The operation has
 * been validated, and its variables are coerced. What depends on no variable is worked out only once, here. A fragment is
 * evaluated once per request, so the work is linear in the size of the document.
 */
export function prepareCost(request: {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** The largest page. A larger `first` is rejected when it is executed. */
  pageSize: number;
}): (variables: Variables) => number {
  const { schema, document, operation, pageSize } = request;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const prepared = new Map<string, Part>();

  function ofSet(set: SelectionSetNode, type: GraphQLNamedType | undefined): Part {
    const parts = set.selections.map((selection) => ofSelection(selection, type));
    const constant = sum(parts.filter((part) => typeof part !== 'function'));
    const dependent = parts.filter((part) => typeof part === 'function');
    if (dependent.length === 0) return constant;
    return (evaluation) => sum([constant, ...dependent.map((part) => part(evaluation))]);
  }

  function ofSelection(selection: SelectionNode, type: GraphQLNamedType | undefined): Part {
    const part = ofIncluded(selection, type);
    const { directives = [] } = selection;
    if (!directives.some(hasVariable)) return isLeftOut(selection, {}) ? NOTHING : part;
    return (evaluation) => (isLeftOut(selection, evaluation.variables) ? NOTHING : evaluate(part, evaluation));
  }

  function ofIncluded(selection: SelectionNode, type: GraphQLNamedType | undefined): Part {
    if (selection.kind === Kind.FIELD) return ofField(selection, type);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
    const condition = selection.typeCondition?.name.value;
    return ofSet(selection.selectionSet, condition === undefined ? type : schema.getType(condition));
  }

  function ofFragment(name: string): Part {
    const done = prepared.get(name);
    if (done) return done;
    prepared.set(name, NOTHING);
    const fragment = fragments.get(name);
    const part = fragment ? ofSet(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value)) : NOTHING;
    const once = typeof part === 'function' ? oncePerRequest(name, part) : part;
    prepared.set(name, once);
    return once;
  }

  function ofField(node: FieldNode, type: GraphQLNamedType | undefined): Part {
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
    // Introspection and __typename: limited by graphql-js and served from memory.
    if (type === undefined || field === undefined) return NOTHING;
    const inside = node.selectionSet ? ofSet(node.selectionSet, getNamedType(field.type)) : NOTHING;
    const withVariables = (evaluation: Evaluation): Cost =>
      costOfField({ node, type, field, pageSize, variables: evaluation.variables }, evaluate(inside, evaluation));
    const isDependent = typeof inside === 'function' || node.arguments?.some(isDependentArgument) === true;
    return isDependent ? withVariables : withVariables({ variables: {}, fragments: new Map() });
  }

  const part = ofSet(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined);
  if (typeof part === 'function') return (variables) => total(part({ variables, fragments: new Map() }));
  const constant = total(part);
  return () => constant;
}

function evaluate(part: Part, evaluation: Evaluation): Cost {
  return typeof part === 'function' ? part(evaluation) : part;
}

function oncePerRequest(name: string, part: (evaluation: Evaluation) => Cost): Part {
  return (evaluation) => {
    const known = evaluation.fragments.get(name);
    if (known) return known;
    const cost = part(evaluation);
    evaluation.fragments.set(name, cost);
    return cost;
  };
}

/** The arguments that decide the cost of a field. */
const COST_ARGUMENTS: ReadonlySet<string> = new Set([
  'first',
  'ids',
  'status',
  ...[...UNPAGED_SUBSCRIPTIONS.values()].map(({ argument }) => argument),
]);

function isDependentArgument(argument: ArgumentNode): boolean {
  return COST_ARGUMENTS.has(argument.name.value) && containsVariable(argument.value);
}

function hasVariable(directive: DirectiveNode): boolean {
  return directive.arguments?.some(({ value }) => containsVariable(value)) === true;
}

function containsVariable(value: ValueNode): boolean {
  if (value.kind === Kind.LIST) return value.values.some(containsVariable);
  if (value.kind === Kind.OBJECT) return value.fields.some((field) => containsVariable(field.value));
  return value.kind === Kind.VARIABLE;
}

/** A selected field, with what its cost depends on. */
interface SelectedField {
  readonly node: FieldNode;
  readonly type: GraphQLNamedType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly pageSize: number;
  readonly variables: Variables;
}

/** `inside`: the cost of the field's own selection. */
function costOfField(selected: SelectedField, inside: Cost): Cost {
  const { node, type, field } = selected;
  const name = `${type.name}.${field.name}`;
  const isShared = LISTS_THAT_SHARE_CALLS.has(name);
  const size = sizeOf(selected);
  const unknown = inside.lists.has(name) ? UNKNOWN_LIST_OF_ITSELF : UNKNOWN_LIST;
  const entries = size === 'unknown' ? unknown : size;
  const perEntry = 1 + entryCost(type, field) + inside.below + (isShared ? 0 : costOfCalls(inside));
  const below = entries === null ? inside.below + costOfCalls(inside) : entries * perEntry;
  const filter = field.name === 'items' && valueOf(selected, 'status') != null ? STATUS_FILTER_COST : 0;
  return {
    below: below + filter,
    calls: new Map([...ownCall(node, type, field), ...(isShared ? inside.calls : [])]),
    lists: size === 'unknown' ? new Set([...inside.lists, name]) : inside.lists,
  };
}

/** The most entries that a field returns; null when it is not a list. The size of a connection is the size of its page. */
function sizeOf(selected: SelectedField): number | 'unknown' | null {
  const { type, field, pageSize } = selected;
  const unpaged = UNPAGED_SUBSCRIPTIONS.get(`${type.name}.${field.name}`);
  if (unpaged && (valueOf(selected, unpaged.argument) == null) === (unpaged.when === 'absent')) return UNPAGED_COUNT;
  const first = valueOf(selected, 'first');
  if (typeof first === 'number') return Math.min(Math.max(first, 0), pageSize);
  if (!isListType(getNullableType(field.type)) || !isCompositeType(getNamedType(field.type))) return null;
  const ids = valueOf(selected, 'ids');
  if (Array.isArray(ids)) return ids.length;
  // The page was counted at the field that takes `first`.
  return type.name.endsWith('Connection') ? null : 'unknown';
}

function valueOf({ node, field, variables }: SelectedField, name: string): unknown {
  const definition = field.args.find((argument) => argument.name === name);
  if (!definition) return undefined;
  const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
  const value = given && valueFromAST(given, definition.type, variables);
  // A null `first` means the default too.
  return value ?? definition.defaultValue;
}

function ownCall(node: FieldNode, type: GraphQLNamedType, field: GraphQLField<unknown, unknown>): [string, number][] {
  const own = fieldCost(type, field, (node.alias ?? node.name).value);
  return own === null ? [] : [[own.call, own.cost]];
}

function sum(costs: readonly Cost[]): Cost {
  return {
    below: costs.reduce((below, cost) => below + cost.below, 0),
    calls: new Map(costs.flatMap((cost) => [...cost.calls])),
    lists: new Set(costs.flatMap((cost) => [...cost.lists])),
  };
}

function costOfCalls({ calls }: Cost): number {
  return [...calls.values()].reduce((cost, one) => cost + one, 0);
}

function total(cost: Cost): number {
  return cost.below + costOfCalls(cost);
}

function isLeftOut(
  node: { readonly directives?: readonly DirectiveNode[] },
  variables: Readonly<Record<string, unknown>>,
): boolean {
  if (!node.directives?.length) return false;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return true;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if === false;
}
