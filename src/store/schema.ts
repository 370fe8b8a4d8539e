import type { Generated } from 'kysely';

/** Ids are TEXT of any length (Plaid may change theirs), times are Unix milliseconds, `sealed_*` is text made by vault/. */
export interface Tables {
  counters: CountersTable;
  items: ItemsTable;
  accounts: AccountsTable;
  link_sessions: LinkSessionsTable;
  journal: JournalTable;
  events: EventsTable;
  dropped_events: DroppedEventsTable;
  changes: ChangesTable;
  leases: LeasesTable;
  letters: LettersTable;
  audit_records: AuditRecordsTable;
  settings: SettingsTable;
}

/** Numbers given out one by one; the lock on a row lasts until the transaction that took the number ends. */
interface CountersTable {
  name: 'events' | 'items' | 'changes';
  last: number;
}

/** A removed Item stays as a tombstone (`removed_at` set, no token), so that its id is never given to somebody else. */
export interface ItemsTable {
  id: string;
  owner_id: string;
  position: number;
  generation: number;
  link_session_id: string | null;
  linked_at: number;
  sealed_access_token: string | null;
  /** 1 once /accounts/get has answered for the Item. */
  accounts_learned: number;
  removed_at: number | null;
  /** A JSON array of KnownError; null when there are none. */
  known_errors: string | null;
  works_since: number | null;
  /** Counted up with every change of the two above. */
  known_version: Generated<number>;
}

interface AccountsTable {
  item_id: string;
  account_id: string;
}

export interface LinkSessionsTable {
  position: Generated<number>;
  id: string;
  owner_id: string;
  sealed_link_token: string;
  link_token_fingerprint: string;
  sealed_hosted_link_url: string | null;
  status: string;
  created_at: number;
  expires_at: number;
  update_item_id: string | null;
}

export interface JournalTable {
  position: Generated<number>;
  id: string;
  kind: string;
  state: string;
  owner_id: string;
  item_id: string | null;
  link_session_id: string | null;
  /** With owner_id unique: one entry per public token. Null unless kind is EXCHANGE. */
  public_token_fingerprint: string | null;
  sealed_public_token: string | null;
  plaid_request_id: string | null;
  plaid_error_code: string | null;
  created_at: number;
  changed_at: number;
  attempts: number;
}

/** `seq` and `owner_id` are null while the event is parked. `arrival` orders what has no seq yet. */
export interface EventsTable {
  arrival: Generated<number>;
  seq: number | null;
  id: string;
  replay_key: string;
  owner_id: string | null;
  webhook_type: string;
  webhook_code: string;
  environment: string;
  item_id: string | null;
  link_session_id: string | null;
  link_token_fingerprint: string | null;
  sealed_body: string;
  received_at: number;
  effects_state: 'PARKED' | 'PENDING' | 'DONE' | 'GIVEN_UP';
  effects_attempts: number;
  effects_changed_at: number | null;
}

interface DroppedEventsTable {
  owner_id: string;
  up_to: number;
}

/** What changed, in the order of the commits; `origin` is the instance that changed it. Ids only. */
interface ChangesTable {
  seq: number;
  origin: string;
  owner_id: string;
  item_id: string | null;
  link_session_id: string | null;
}

/** `holder` is new each time a lease is taken, `expires_at` is by the database's clock. */
interface LeasesTable {
  name: string;
  holder: string;
  expires_at: number;
}

interface LettersTable {
  id: string;
  reason: string;
  /** null: kept before letters were told from their copies. */
  replay_key: string | null;
  sealed_body: string;
  received_at: number;
}

interface AuditRecordsTable {
  position: Generated<number>;
  at: number;
  owner_id: string;
  actor_id: string;
  action: string;
  item_id: string | null;
  /** A JSON array. */
  account_ids: string;
  request_id: string;
  /** The place in the chain, from 1 without gaps, and its keyed hash. Null in records older than the chain. */
  number: number | null;
  hash: string | null;
}

interface SettingsTable {
  name: string;
  value: string;
  created_at: number;
}
