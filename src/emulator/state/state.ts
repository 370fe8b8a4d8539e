import type {
  AccessTokenRecord,
  ActivityRecord,
  BankTransferEventRecord,
  DeliveryRecord,
  ItemRecord,
  LinkTokenRecord,
  ProcessorTokenRecord,
  PublicTokenRecord,
  SettingRecord,
  SigningKeyRecord,
  UserRecord,
} from './records.js';
import type { Change, Storage } from './storage.js';

/** Records of one type in memory, in creation order. */
export interface Table<T extends { id: string }> {
  get(id: string): T | undefined;
  put(record: T): void;
  remove(id: string): void;
  values(): T[];
  readonly size: number;
}

/** The tables of the state. */
export const tableNames = [
  'items',
  'accessTokens',
  'publicTokens',
  'linkTokens',
  'processorTokens',
  'users',
  'activities',
  'bankTransferEvents',
  'signingKeys',
  'deliveries',
  'settings',
] as const;

/** The name of a table. */
export type TableName = (typeof tableNames)[number];

/** The state of the emulator. `flush` makes changes durable; it runs before every response. */
export interface State {
  readonly items: Table<ItemRecord>;
  readonly accessTokens: Table<AccessTokenRecord>;
  readonly publicTokens: Table<PublicTokenRecord>;
  readonly linkTokens: Table<LinkTokenRecord>;
  readonly processorTokens: Table<ProcessorTokenRecord>;
  readonly users: Table<UserRecord>;
  readonly activities: Table<ActivityRecord>;
  readonly bankTransferEvents: Table<BankTransferEventRecord>;
  readonly signingKeys: Table<SigningKeyRecord>;
  readonly deliveries: Table<DeliveryRecord>;
  readonly settings: Table<SettingRecord>;
  flush(): void;
  clear(): void;
  /** All records by table. */
  dump(): StateDump;
  /** Replaces all records with those of a dump, durably. */
  restore(dump: StateDump): void;
  close(): void;
}

/** All records by table. */
export type StateDump = Record<TableName, { id: string }[]>;

interface ChangeTracker {
  changed(kind: string, id: string, value: object | null): void;
}

/** The storage names of the tables whose older records lack fields. */
const kinds: Partial<Record<TableName, string>> = { items: 'item', linkTokens: 'link_token' };

/** Defaults for fields that older records lack. */
const additions: Partial<Record<string, object>> = {
  item: {
    authMethod: null,
    consentWarnedForMs: null,
    scopes: null,
    permissionsRequested: false,
    accessedAtMs: {},
  } satisfies Partial<ItemRecord>,
  link_token: { sameDay: null, accountFilters: null, institutionData: null } satisfies Partial<LinkTokenRecord>,
};

function createTable<T extends { id: string }>(
  kind: string,
  storage: Storage,
  tracker: ChangeTracker,
  order: (record: T) => number,
): Table<T> & { forget(): void } {
  const loaded = (storage.load(kind) as T[]).map((record) => ({ ...structuredClone(additions[kind]), ...record }));
  const records = new Map(loaded.sort((a, b) => order(a) - order(b)).map((record) => [record.id, record]));
  return {
    get: (id) => records.get(id),
    put: (record) => {
      records.set(record.id, record);
      tracker.changed(kind, record.id, record);
    },
    remove: (id) => {
      if (records.delete(id)) tracker.changed(kind, id, null);
    },
    values: () => [...records.values()],
    get size() {
      return records.size;
    },
    forget: () => {
      records.clear();
    },
  };
}

/**
 * Records are modified in place and then put. A flush writes all changes in one transaction, so that a crash leaves the
 * state either before or after a request.
 */
export function createState(storage: Storage): State {
  let changes = new Map<string, Change>();
  const tracker: ChangeTracker = {
    changed: (kind, id, value) => changes.set(`${kind}:${id}`, { kind, id, value }),
  };
  const unordered = (): number => 0;
  const byCreation = (record: { createdAtMs: number }): number => record.createdAtMs;
  const tables = {
    items: createTable<ItemRecord>('item', storage, tracker, byCreation),
    accessTokens: createTable<AccessTokenRecord>('access_token', storage, tracker, unordered),
    publicTokens: createTable<PublicTokenRecord>('public_token', storage, tracker, unordered),
    linkTokens: createTable<LinkTokenRecord>('link_token', storage, tracker, byCreation),
    signingKeys: createTable<SigningKeyRecord>('signing_key', storage, tracker, byCreation),
    processorTokens: createTable<ProcessorTokenRecord>('processor_token', storage, tracker, unordered),
    users: createTable<UserRecord>('user', storage, tracker, byCreation),
    activities: createTable<ActivityRecord>('activity', storage, tracker, byCreation),
    bankTransferEvents: createTable<BankTransferEventRecord>(
      'bank_transfer_event',
      storage,
      tracker,
      (record) => record.eventId,
    ),
    deliveries: createTable<DeliveryRecord>('delivery', storage, tracker, (record) => record.sequence),
    settings: createTable<SettingRecord>('setting', storage, tracker, unordered),
  };
  function flush(): void {
    if (changes.size === 0) return;
    storage.write([...changes.values()]);
    changes = new Map();
  }
  function clear(): void {
    for (const table of Object.values(tables)) table.forget();
    changes = new Map();
    storage.clear();
  }
  return {
    ...tables,
    flush,
    clear,
    dump: () => Object.fromEntries(tableNames.map((name) => [name, tables[name].values()])) as unknown as StateDump,
    restore: (dump) => {
      // One transaction: a crash leaves either the old state or the new one.
      for (const name of tableNames) {
        const table = tables[name] as Table<{ id: string }>;
        for (const { id } of table.values()) table.remove(id);
        for (const record of dump[name]) table.put({ ...structuredClone(additions[kinds[name] ?? '']), ...record });
      }
      flush();
    },
    close: () => {
      storage.close();
    },
  };
}
