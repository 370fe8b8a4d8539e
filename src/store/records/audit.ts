import type { AccountId, ItemId, OwnerId, UnixMs } from '../../model/ids.js';
import type { ChainedRecord, Mac } from '../audit-chain.js';

/** Who read or changed what. */
export interface AuditEntry {
  at: UnixMs;
  ownerId: OwnerId;
  actorId: OwnerId;
  action: string;
  itemId: ItemId | null;
  accountIds: readonly AccountId[];
  requestId: string;
}

/**
 * A record and what chains it. Handed to a `complete…` of the journal it is part of that transaction, so that a crash leaves
 * neither without the other, and it is written once however often the outcome is committed again. Fails with
 * AuditBrokenError, and commits nothing, as AuditLog.append does.
 */
export interface AuditRecord {
  entry: AuditEntry;
  mac: Mac;
}

/** Append-only, each record bound to all before it. */
export interface AuditLog {
  /**
   * Durable, and in its place in the chain, when it resolves. `mac`: auditMac of the vault. Fails with AuditBrokenError,
   * and appends nothing, when somebody else has written to the end of the chain.
   */
  append(entry: AuditEntry, mac: Mac): Promise<void>;
  /** Newest first; for tests and operators. */
  list(limit: number): Promise<
    {
      at: UnixMs;
      ownerId: string;
      actorId: string;
      action: string;
      itemId: string | null;
      accountIds: string[];
      requestId: string;
    }[]
  >;
  /**
   * Makes the head of the chain, if there is none: when its tables are new, or when nothing was ever kept here. A head that
   * is missing otherwise was taken away; it stays missing, and nothing is appended any more.
   */
  begin(mac: Mac, when: { at: UnixMs; tablesAreNew: boolean }): Promise<void>;
  /** What verifyAudit reads: the head as it rests, null when there is none. */
  head(): Promise<string | null>;
  /** Records of the chain by number, those after `after`, and where each lies in the table. */
  chained(after: number, limit: number): Promise<(ChainedRecord & { position: number })[]>;
  /** How many records are not in the chain. */
  unchained(): Promise<number>;
}
