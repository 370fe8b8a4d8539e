/** What a field costs beside the entries that it answers. */
export interface FieldCost {
  /** Fields of one object that name the same call are charged for it once, as the loaders make it once. */
  readonly call: string;
  readonly price: number;
  /** The arguments make it a call of its own: every alias is charged. */
  readonly perAlias?: true;
}

/** /item/get: kept for a while, and one call for all fields of the Item that come from it. */
const ITEM_GET: FieldCost = { call: 'item/get', price: 2 };
const ACCOUNTS_GET: FieldCost = { call: 'accounts/get', price: 2 };
/** Every read of full numbers is audited before it is answered. */
const AUTH_GET: FieldCost = { call: 'auth/get', price: 10 };
/** Live, slow and billed by Plaid; one call for all accounts of an Item that ask alike. */
const BALANCE_GET: FieldCost = { call: 'accounts/balance/get', price: 25, perAlias: true };
const LINK_TOKEN_GET: FieldCost = { call: 'link/token/get', price: 2 };
const INSTITUTION_GET: FieldCost = { call: 'institutions/get_by_id', price: 2 };
/** Reads that are never kept. */
const uncached = (call: string): FieldCost => ({ call, price: 5, perAlias: true });
const write = (call: string): FieldCost => ({ call, price: 10, perAlias: true });

/** No field of these types is free unless the table below says so: a field that somebody adds is not forgotten. */
const TYPE_COSTS = new Map<string, (field: string) => FieldCost>([
  ['Item', () => ITEM_GET],
  ['Mutation', write],
]);

/** The one table of what fields cost. null: nothing, they are read from the gateway's own records. */
const FIELD_COSTS = new Map<string, FieldCost | null>([
  ['Item.id', null],
  ['Item.ownerId', null],
  ['Item.linkedAt', null],
  ['Item.newAccountsAvailable', null],
  ['Item.webhookEvents', null],
  ['Item.institution', { call: 'item/get and institutions/get_by_id', price: 4 }],
  ['Item.accounts', ACCOUNTS_GET],
  ['Item.authNumbers', AUTH_GET],
  ['Item.activity', uncached('item/activity/list')],
  ['Item.connectedApplications', uncached('item/application/list')],
  ['Account.authNumbers', AUTH_GET],
  ['Account.liveBalances', BALANCE_GET],
  ['LinkSession.attempts', LINK_TOKEN_GET],
  ['LinkSession.metadata', LINK_TOKEN_GET],
  ['ExchangePublicTokenPayload.duplicateOf', { call: 'comparing with every other Item', price: 20 }],
  ['Query.account', { ...ACCOUNTS_GET, perAlias: true }],
  ['Query.institution', { ...INSTITUTION_GET, perAlias: true }],
  ['Query.node', { ...ACCOUNTS_GET, perAlias: true }],
  ['Query.institutions', uncached('institutions/search')],
  ['Query.bankTransferEvents', uncached('bank_transfer/event')],
]);

/** What one entry of a list costs where finding it may take a call. */
export const ENTRY_COSTS: ReadonlyMap<string, number> = new Map([['Query.nodes', ACCOUNTS_GET.price]]);

/** A `status` filter asks Plaid about every Item that there is. */
export const STATUS_FILTER_COST = 100;

/**
 * Subscriptions that begin with as many answers as there are Items or recorded events, all at once, and have no `first`:
 * by one argument, which makes them so when it is left out, or when it is given.
 */
export const ANSWERS_AT_ONCE: ReadonlyMap<string, { argument: string; when: 'absent' | 'given' }> = new Map([
  ['Subscription.itemUpdated', { argument: 'itemId', when: 'absent' }],
  ['Subscription.webhookEvents', { argument: 'after', when: 'given' }],
]);

/** What such a beginning counts as: two default pages. */
export const COUNT_AT_ONCE = 40;

/** The calls of an account belong to its Item, which makes them once for all its accounts. */
export const LISTS_THAT_SHARE_CALLS: ReadonlySet<string> = new Set(['Item.accounts']);

/** What a field of a type costs; null: nothing beside its entries. */
export function fieldCost(type: string, field: string): FieldCost | null {
  const own = FIELD_COSTS.get(`${type}.${field}`);
  return own === undefined ? (TYPE_COSTS.get(type)?.(field) ?? null) : own;
}

/** Every field that the table names, for the test that holds it against the schema. */
export const FIELDS_WITH_COST: readonly string[] = [
  ...FIELD_COSTS.keys(),
  ...ENTRY_COSTS.keys(),
  ...LISTS_THAT_SHARE_CALLS,
  ...ANSWERS_AT_ONCE.keys(),
];
