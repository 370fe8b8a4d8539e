import type { Generated } from 'kysely';

/**
 * The tables, for operators as well as for developers; docs/database.md is the summary. Each table says what a row means,
 * who writes it, when it is deleted and which columns are encrypted.
 *
 * Ids are TEXT of any length, because Plaid may change its own. Times are Unix milliseconds. A column `sealed_*` holds text
 * that src/vault has encrypted (AES-256-GCM). A `*_fingerprint` is a keyed hash, by which a secret can be found without
 * decrypting anything. Everything else is in the clear.
 */
export interface Tables {
  counters: SequencesTable;
  items: ItemsTable;
  accounts: AccountsTable;
  link_sessions: LinkSessionsTable;
  journal: JournalTable;
  events: EventsTable;
  dropped_events: PurgedEventsTable;
  changes: ChangesTable;
  leases: LeasesTable;
  letters: QuarantineTable;
  audit_records: AuditRecordsTable;
  settings: SettingsTable;
}

/**
 * A gapless sequence and the last number that it assigned. The row stays locked until the transaction that took the number
 * ends, so numbers become visible in order (sequences.ts).
 * Written with every event, new Item and change. Never deleted.
 */
interface SequencesTable {
  name: 'events' | 'items' | 'changes';
  last: number;
}

/**
 * An Item that a user has linked. A removed Item stays as a tombstone: `removed_at` is set and the token is deleted, so
 * that its id can never be assigned to another owner.
 * Written by exchange, import, rotation and removal, by webhooks (`generation`) and by calls to Plaid (`known_*`).
 * Never deleted.
 * Encrypted: `sealed_access_token`.
 */
export interface ItemsTable {
  id: string;
  owner_id: string;
  /** Where the Item stands in lists, from the `items` sequence. */
  position: number;
  /** Part of every cache key. Bumped by each invalidation. */
  generation: number;
  link_session_id: string | null;
  linked_at: number;
  sealed_access_token: string | null;
  /** 1 once /accounts/get has succeeded for the Item. */
  accounts_learned: number;
  removed_at: number | null;
  /** The errors that Plaid last returned for the Item: a JSON array of KnownError, or null when there are none. */
  known_errors: string | null;
  /** When the Item was last seen to work again. */
  works_since: number | null;
  /** Incremented with every change of the two columns above. */
  known_version: Generated<number>;
}

/**
 * An account of an Item, so that an account id leads to its Item without a call to Plaid.
 * Written after /accounts/get. Deleted when the Item is removed or Plaid no longer returns the account.
 */
interface AccountsTable {
  item_id: string;
  account_id: string;
}

/**
 * A Link session: a link token that was created for a user.
 * Written when the token is created; `status` moves forward with LINK webhooks and exchanges, `finished_seq` with LINK
 * webhooks. Never deleted.
 * Encrypted: `sealed_link_token`, `sealed_hosted_link_url`.
 */
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
  /** The Item that an update-mode session repairs. */
  update_item_id: string | null;
  /** The `seq` of the newest webhook that reports that the session finished successfully. */
  finished_seq: number | null;
}

/**
 * An exchange, import, rotation or removal. Inserted before Plaid is called and closed in the transaction that stores the
 * outcome, so that recovery can finish or report what a crash interrupted (journal.ts explains the states).
 * Never deleted.
 * Encrypted: `sealed_public_token`, which is set to null when the entry is closed.
 */
export interface JournalTable {
  position: Generated<number>;
  id: string;
  kind: string;
  state: string;
  owner_id: string;
  item_id: string | null;
  link_session_id: string | null;
  /** Unique together with owner_id: one entry per public token. Null unless `kind` is EXCHANGE. */
  public_token_fingerprint: string | null;
  sealed_public_token: string | null;
  plaid_request_id: string | null;
  plaid_error_code: string | null;
  created_at: number;
  changed_at: number;
  attempts: number;
}

/**
 * A verified webhook: the event log. `seq` is its place in the log. An event whose owner is not known yet is PARKED, with
 * `seq` and `owner_id` null, until its Item is stored. The effects of a PENDING event still have to run; GIVEN_UP is a dead
 * letter.
 * Written when a webhook is received. Deleted by retention (WEBHOOK_RETENTION_HOURS), unless its effects are pending.
 * Encrypted: `sealed_body`.
 */
export interface EventsTable {
  /** The order of arrival, also of parked events. */
  arrival: Generated<number>;
  seq: number | null;
  id: string;
  /** Unique: detects a redelivered webhook. */
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

/**
 * The `seq` up to which retention has deleted the events of an owner. A subscriber with an older cursor is notified of the gap.
 * Written by retention. Never deleted: one row per owner.
 */
interface PurgedEventsTable {
  owner_id: string;
  up_to: number;
}

/**
 * A change of an Item or Link session, in commit order, for the other instances to notify their subscribers. Ids only.
 * Written in the transaction that makes the change. Only the last 100,000 are retained.
 */
interface ChangesTable {
  seq: number;
  /** The instance that made the change. */
  origin: string;
  owner_id: string;
  item_id: string | null;
  link_session_id: string | null;
}

/**
 * A lease that one instance holds until `expires_at`, by the clock of the database. Also the uses that quotas count
 * (`quota:…`) and the write of the readiness check (`health`).
 * Written when a lease is taken or renewed. Deleted when it is released; expired quota uses are deleted with the next use.
 */
interface LeasesTable {
  name: string;
  /** Unique, and new each time the lease is taken. */
  holder: string;
  expires_at: number;
}

/**
 * The quarantine: a correctly signed webhook that is unreadable or from another Plaid environment. It is never delivered
 * to anybody.
 * Written when the webhook is received. Deleted by retention.
 * Encrypted: `sealed_body`.
 */
interface QuarantineTable {
  id: string;
  reason: string;
  /** Detects a redelivered webhook. Null in rows of versions that did not detect them. */
  replay_key: string | null;
  sealed_body: string;
  received_at: number;
}

/**
 * An audit record: who read or changed what. Each record is chained to the one before it (audit.ts), and triggers reject
 * updates and deletes.
 * Written before account numbers are read, and with each change of an Item. Never deleted.
 */
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
  /** The number in the chain (from 1, no gaps) and the keyed hash. Null in records from before the chain was introduced. */
  number: number | null;
  hash: string | null;
}

/**
 * A named value of the gateway itself: the key check and the fingerprint secret of the vault (`vault.*`), the installation
 * id, the head of the audit chain, and the webhook verification keys that Plaid's signatures have proven.
 * Written once per name; the head of the audit chain with every audit record. Never deleted.
 * Encrypted: `value`, except for the installation id and the head of the audit chain (which is authenticated by a MAC).
 */
interface SettingsTable {
  name: string;
  value: string;
  created_at: number;
}
