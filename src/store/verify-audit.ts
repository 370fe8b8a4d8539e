import { type AuditLog, type ChainHead, type Mac, parseHead, recordHash } from './audit.js';
import { AuditBrokenError } from './errors.js';

/** A record of the chain that was noted outside the database. It must still be in the chain. */
export interface AuditAnchor {
  number: number;
  hash: string;
}

export type AuditVerdict =
  | { intact: true; head: ChainHead }
  /** `problem` names the first record that is not as it was written. */
  | { intact: false; problem: string };

const PAGE = 500;

/** How far the chain has been verified. */
interface Verified {
  number: number;
  hash: string;
  position: number;
}

class Broken extends Error {}

/** Numbers start at 1; a lower one was inserted by something else. */
async function assertNoRecordBelowFirst(log: AuditLog): Promise<void> {
  const [lowest] = await log.chained(Number.MIN_SAFE_INTEGER, 1);
  if (lowest !== undefined && lowest.number < 1) throw new Broken(`Record ${lowest.number} was inserted.`);
}

/** Verifies the records from `from` to the end. */
async function verifyRecords(log: AuditLog, mac: Mac, from: Verified, anchor: AuditAnchor | null): Promise<Verified> {
  let end = from;
  // Ordered by number and not by position, so that a second record with the same number is detected.
  for (let page = await log.chained(end.number, PAGE); page.length > 0; page = await log.chained(end.number, PAGE)) {
    for (const record of page) {
      const expected = end.number + 1;
      if (record.number < expected) throw new Broken(`Record ${record.number} exists twice.`);
      if (record.number > expected) throw new Broken(`Record ${expected} is missing.`);
      if (record.hash !== recordHash(mac, expected, end.hash, record)) {
        throw new Broken(`Record ${expected} was altered, or replaced by another.`);
      }
      if (record.position <= end.position) throw new Broken(`Record ${expected} was moved.`);
      if (anchor?.number === expected && anchor.hash !== record.hash) {
        throw new Broken(`Record ${expected} is not the one in the anchor.`);
      }
      end = { number: expected, hash: record.hash, position: record.position };
    }
  }
  return end;
}

/** The head is created with the vault, before the first record. If it is missing, it was deleted. */
async function readHead(log: AuditLog, mac: Mac): Promise<ChainHead> {
  const text = await log.head();
  if (text === null) throw new Broken('The head of the chain is missing.');
  return parseHead(mac, text);
}

/** Reads the head after the records that it counts, and verifies the records that were appended meanwhile. */
async function verify(log: AuditLog, mac: Mac, anchor: AuditAnchor | null): Promise<ChainHead> {
  await assertNoRecordBelowFirst(log);
  let end: Verified = { number: 0, hash: '', position: Number.MIN_SAFE_INTEGER };
  for (;;) {
    const before = end.number;
    end = await verifyRecords(log, mac, end, anchor);
    const known = await readHead(log, mac);
    if (known.number > end.number && end.number > before) continue;
    if (known.number > end.number) {
      throw new Broken(`Records ${end.number + 1} to ${known.number} are missing at the end.`);
    }
    if (known.number < end.number || known.hash !== end.hash) {
      throw new Broken(`The head says that record ${known.number} is the last, but it is record ${end.number}.`);
    }
    return known;
  }
}

/**
 * Verifies the complete chain. Detects records that were altered, deleted, inserted, moved or cut off at the end. It
 * cannot detect that the entire database was reset to an earlier state; that takes an anchor.
 */
export async function verifyAudit(log: AuditLog, mac: Mac, anchor: AuditAnchor | null = null): Promise<AuditVerdict> {
  try {
    const head = await verify(log, mac, anchor);
    const outside = await log.unchained();
    if (outside !== head.unchained) {
      throw new Broken(`${outside} records are outside the chain, but there were ${head.unchained} when it began.`);
    }
    if (anchor !== null && anchor.number > head.number) {
      throw new Broken(`The chain ends with record ${head.number}, before record ${anchor.number} of the anchor.`);
    }
    return { intact: true, head };
  } catch (error) {
    if (error instanceof Broken || error instanceof AuditBrokenError) return { intact: false, problem: error.message };
    throw error;
  }
}

/** Parses NUMBER:HASH as describeVerdict prints it; null when `text` is undefined. Throws on any other input. */
export function readAnchor(text: string | undefined): AuditAnchor | null {
  if (text === undefined) return null;
  const [, number, hash] = /^([1-9]\d{0,14}):([\w-]{43})$/.exec(text) ?? [];
  if (hash === undefined) throw new Error('an anchor has the form NUMBER:HASH, as an earlier run printed it');
  return { number: Number(number), hash };
}

/** The result as text, with the anchor to note elsewhere. */
export function describeVerdict(verdict: AuditVerdict): string {
  if (!verdict.intact) return `The audit log is NOT intact. ${verdict.problem}\n`;
  const { number, hash, unchained } = verdict.head;
  const older =
    unchained === 0 ? '' : ` ${unchained} older records, from before the chain was introduced, are not protected.`;
  const anchor = number === 0 ? '' : `\nAnchor: ${number}:${hash}`;
  return `The audit log is intact: ${number} records.${older}${anchor}\n`;
}
