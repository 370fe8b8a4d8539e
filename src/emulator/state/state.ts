import type {
  AccessTokenRecord,
  DeliveryRecord,
  ItemRecord,
  LinkTokenRecord,
  PublicTokenRecord,
  SettingRecord,
  SigningKeyRecord,
} from './records.js';
import type { Change, Storage } from './storage.js';

/** Records of one kind, in the order they were made; all in memory. */
export interface Table<T extends { id: string }> {
  get(id: string): T | undefined;
  put(record: T): void;
  remove(id: string): void;
  values(): T[];
  readonly size: number;
}

/** All that the emulator knows. Changes reach the disk with `flush`, which every answer waits for. */
export interface State {
  readonly items: Table<ItemRecord>;
  readonly accessTokens: Table<AccessTokenRecord>;
  readonly publicTokens: Table<PublicTokenRecord>;
  readonly linkTokens: Table<LinkTokenRecord>;
  readonly signingKeys: Table<SigningKeyRecord>;
  readonly deliveries: Table<DeliveryRecord>;
  readonly settings: Table<SettingRecord>;
  flush(): void;
  clear(): void;
  close(): void;
}

interface Keeper {
  changed(kind: string, id: string, value: object | null): void;
}

const createTable = <T extends { id: string }>(
  kind: string,
  storage: Storage,
  keeper: Keeper,
  order: (record: T) => number,
): Table<T> & { forget(): void } => {
  const loaded = storage.load(kind) as T[];
  const records = new Map(loaded.sort((a, b) => order(a) - order(b)).map((record) => [record.id, record]));
  return {
    get: (id) => records.get(id),
    put: (record) => {
      records.set(record.id, record);
      keeper.changed(kind, record.id, record);
    },
    remove: (id) => {
      if (records.delete(id)) keeper.changed(kind, id, null);
    },
    values: () => [...records.values()],
    get size() {
      return records.size;
    },
    forget: () => {
      records.clear();
    },
  };
};

/**
 * Records are changed in place and put back; one flush writes everything that changed since the last in one
 * transaction, so a crash leaves the state before a request or after it, never between.
 */
export const createState = (storage: Storage): State => {
  let changes = new Map<string, Change>();
  const keeper: Keeper = {
    changed: (kind, id, value) => changes.set(`${kind}:${id}`, { kind, id, value }),
  };
  const inAnyOrder = (): number => 0;
  const byCreation = (record: { createdAtMs: number }): number => record.createdAtMs;
  const tables = {
    items: createTable<ItemRecord>('item', storage, keeper, byCreation),
    accessTokens: createTable<AccessTokenRecord>('access_token', storage, keeper, inAnyOrder),
    publicTokens: createTable<PublicTokenRecord>('public_token', storage, keeper, inAnyOrder),
    linkTokens: createTable<LinkTokenRecord>('link_token', storage, keeper, byCreation),
    signingKeys: createTable<SigningKeyRecord>('signing_key', storage, keeper, byCreation),
    deliveries: createTable<DeliveryRecord>('delivery', storage, keeper, (record) => record.sequence),
    settings: createTable<SettingRecord>('setting', storage, keeper, inAnyOrder),
  };
  return {
    ...tables,
    flush: () => {
      if (changes.size === 0) return;
      storage.write([...changes.values()]);
      changes = new Map();
    },
    clear: () => {
      for (const table of Object.values(tables)) table.forget();
      changes = new Map();
      storage.clear();
    },
    close: () => {
      storage.close();
    },
  };
};
