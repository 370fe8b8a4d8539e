import { anything, isObject, list, object, oneOf } from '../http/shapes.js';
import type { Fields } from '../http/shapes.js';
import { tableNames } from '../state/state.js';
import type { StateDump, TableName } from '../state/state.js';
import { ControlRefusal, readControlBody } from './call.js';
import type { Control, ControlRoute } from './call.js';

/** Changes when older files cannot be read any more. */
const FORMAT = 'plaid-emulator-state-1';
/** A file of some ten thousand Items. */
const LARGEST_FILE_BYTES = 64 * 1024 * 1024;
/** More mistakes than this help nobody. */
const SHOWN_PROBLEMS = 5;

interface StateFile {
  format: string;
  state: StateDump;
}

const fileShape = object<StateFile>({
  format: oneOf([FORMAT]),
  state: object<StateDump>({
    items: list(anything()),
    accessTokens: list(anything()),
    publicTokens: list(anything()),
    linkTokens: list(anything()),
    processorTokens: list(anything()),
    users: list(anything()),
    activities: list(anything()),
    bankTransferEvents: list(anything()),
    signingKeys: list(anything()),
    deliveries: list(anything()),
    settings: list(anything()),
  }),
});

type Kind = 'string' | 'number' | 'boolean' | 'array' | 'object';
/** `?` allows null. */
type Field = Kind | `${Kind}?`;

const account: Record<string, Field> = {
  accountId: 'string',
  name: 'string',
  type: 'string',
  subtype: 'string',
  balances: 'object',
};

/** What the emulator reads without asking again; a record that lacks it would fail much later and far away. */
const required: Record<TableName, Record<string, Field>> = {
  items: {
    institutionId: 'string?',
    webhook: 'string?',
    accessToken: 'string?',
    products: 'array',
    billedProducts: 'array',
    consentedProducts: 'array',
    accounts: 'array',
    error: 'object?',
    createdAtMs: 'number',
    loginExpiresAtMs: 'number',
    consentExpiresAtMs: 'number?',
    accessedAtMs: 'object',
  },
  accessTokens: { itemId: 'string' },
  publicTokens: { itemId: 'string', expiresAtMs: 'number' },
  linkTokens: {
    createdAtMs: 'number',
    expiresAtMs: 'number',
    countryCodes: 'array',
    products: 'array',
    sessions: 'array',
  },
  processorTokens: { itemId: 'string', accountId: 'string', processor: 'string', redeemed: 'boolean' },
  users: { clientUserId: 'string', userToken: 'string?', createdAtMs: 'number', updatedAtMs: 'number' },
  activities: { itemId: 'string', createdAtMs: 'number', activity: 'string' },
  bankTransferEvents: { eventId: 'number', transferId: 'string', accountId: 'string', atMs: 'number', type: 'string' },
  signingKeys: { privateJwk: 'object', createdAtMs: 'number', expiredAtMs: 'number?' },
  deliveries: {
    sequence: 'number',
    url: 'string',
    body: 'string',
    createdAtMs: 'number',
    outcome: 'string',
    attempts: 'array',
  },
  settings: {},
};

const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
};

const fits = (value: unknown, field: Field): boolean => {
  const kind = kindOf(value);
  return field.endsWith('?') ? kind === 'null' || `${kind}?` === field : kind === field;
};

const problemsOf = (record: Fields, fields: Record<string, Field>, path: string): string[] =>
  Object.entries({ id: 'string' as const, ...fields })
    .filter(([name, field]) => !fits(record[name], field))
    .map(([name, field]) => `${path}.${name} must be ${field.replace('?', ' or null')}`);

const checkAccounts = (item: Fields, path: string): string[] =>
  (Array.isArray(item.accounts) ? (item.accounts as unknown[]) : []).flatMap((one, index) =>
    isObject(one)
      ? problemsOf({ id: '', ...one }, account, `${path}.accounts[${index}]`)
      : [`${path}.accounts[${index}] must be an object`],
  );

const checkTable = (name: TableName, records: readonly unknown[]): string[] =>
  records.flatMap((record, index) => {
    const path = `state.${name}[${index}]`;
    if (!isObject(record)) return [`${path} must be an object`];
    const problems = problemsOf(record, required[name], path);
    return name === 'items' ? [...problems, ...checkAccounts(record, path)] : problems;
  });

const refuseBroken = (state: StateDump): void => {
  const problems = tableNames.flatMap((name) => checkTable(name, state[name]));
  if (problems.length > 0) throw new ControlRefusal(`${problems.slice(0, SHOWN_PROBLEMS).join('; ')}.`);
};

/**
 * The whole state as one JSON file: Items, tokens, numbers, signing keys and webhooks, in clear. Faults, the journal and
 * webhook modes are not in it.
 */
export const stateFileRoutes = (control: Control): ControlRoute[] => [
  ['GET', '/emulator/state-file', (): StateFile => ({ format: FORMAT, state: control.services.state.dump() })],
  [
    'POST',
    '/emulator/state-file',
    async (request) => {
      const { state } = readControlBody(request, fileShape);
      refuseBroken(state);
      await control.restore(state);
      return { ok: true, items: state.items.length };
    },
    LARGEST_FILE_BYTES,
  ],
];
