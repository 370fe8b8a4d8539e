import type { GraphQLField, GraphQLNamedType } from 'graphql';
import type { FieldSource } from '../../graphql/reads.js';

/** What a field costs besides the entries that it returns. */
export interface FieldCost {
  /** Fields of one object with the same call are charged once, because the loaders make the call once. */
  readonly call: string;
  readonly price: number;
}

const ROOT_TYPES: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/** Fields whose cost does not follow from the endpoints that they read: they read several Items. */
const FIELD_PRICES: ReadonlyMap<string, number> = new Map([['ExchangePublicTokenPayload.duplicateOf', 20]]);

/** Lists that read the endpoints of their field once per entry. */
const LISTS_WITH_CALLS_PER_ENTRY: ReadonlySet<string> = new Set(['Query.nodes']);

/** A `status` filter reads /item/get of every Item. */
export const STATUS_FILTER_COST = 100;

/**
 * Subscriptions without `first` that may begin with one event per Item or recorded event: when the argument is absent, or
 * when it is given.
 */
export const UNPAGED_SUBSCRIPTIONS: ReadonlyMap<string, { argument: string; when: 'absent' | 'given' }> = new Map([
  ['Subscription.itemUpdated', { argument: 'itemId', when: 'absent' }],
  ['Subscription.webhookEvents', { argument: 'after', when: 'given' }],
]);

/** The events that such a subscription is charged for: two default pages. */
export const UNPAGED_COUNT = 40;

/** The calls of an account belong to its Item: they are made once for all accounts. */
export const LISTS_THAT_SHARE_CALLS: ReadonlySet<string> = new Set(['Item.accounts']);

/** What a field costs, from the endpoints that it names; null: nothing besides its entries. */
export function fieldCost(
  type: GraphQLNamedType,
  field: GraphQLField<unknown, unknown>,
  alias: string,
): FieldCost | null {
  const name = `${type.name}.${field.name}`;
  const source = sourceOf(field);
  const price = FIELD_PRICES.get(name) ?? source?.cost ?? 0;
  if (price === 0 || LISTS_WITH_CALLS_PER_ENTRY.has(name)) return null;
  const call = source?.endpoints.map(({ path }) => path).join(' and ') ?? name;
  return { call: isCallPerAlias(type, field) ? `${call} ${alias}` : call, price };
}

/** The cost of each entry of a list itself. */
export function entryCost(type: GraphQLNamedType, field: GraphQLField<unknown, unknown>): number {
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
  ...FIELD_PRICES.keys(),
  ...LISTS_WITH_CALLS_PER_ENTRY,
  ...LISTS_THAT_SHARE_CALLS,
  ...UNPAGED_SUBSCRIPTIONS.keys(),
];
