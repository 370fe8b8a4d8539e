import { AuditBrokenError, type ChainHead, type Mac, openHead, recordHash } from './audit-chain.js';
import type { AuditLog } from './store.js';

/** A place in the chain that was written down elsewhere: it has to be there still. */
export interface AuditAnchor {
  number: number;
  hash: string;
}

export type AuditVerdict =
  | { intact: true; head: ChainHead }
  /** `problem` names the first record that is not as it was written. */
  | { intact: false; problem: string };

const PAGE = 500;

/** How far the chain was followed. */
interface Followed {
  number: number;
  hash: string;
  position: number;
}

class Broken extends Error {}

/** Numbers begin with 1: what is below was put there by somebody else. */
async function refuseBelowFirst(log: AuditLog): Promise<void> {
  const [lowest] = await log.chained(Number.MIN_SAFE_INTEGER, 1);
  if (lowest !== undefined && lowest.number < 1) throw new Broken(`Record ${lowest.number} was inserted.`);
}

/** Follows the records up to where there are no more. */
async function follow(log: AuditLog, mac: Mac, from: Followed, anchor: AuditAnchor | null): Promise<Followed> {
  let end = from;
  // By number, not by place: a record that has its neighbour's number is seen as the second of two.
  for (let page = await log.chained(end.number, PAGE); page.length > 0; page = await log.chained(end.number, PAGE)) {
    for (const record of page) {
      const expected = end.number + 1;
      if (record.number < expected) throw new Broken(`Record ${record.number} is there twice.`);
      if (record.number > expected) throw new Broken(`Record ${expected} is missing.`);
      if (record.hash !== recordHash(mac, expected, end.hash, record)) {
        throw new Broken(`Record ${expected} was altered, or put in the place of another.`);
      }
      if (record.position <= end.position) throw new Broken(`Record ${expected} was moved.`);
      if (anchor?.number === expected && anchor.hash !== record.hash) {
        throw new Broken(`Record ${expected} is not the one that the anchor names.`);
      }
      end = { number: expected, hash: record.hash, position: record.position };
    }
  }
  return end;
}

/** Made with the vault, before the first record: a database without it was robbed of it. */
async function readHead(log: AuditLog, mac: Mac): Promise<ChainHead> {
  const text = await log.head();
  if (text === null) throw new Broken('The head of the chain is missing.');
  return openHead(mac, text);
}

/** The head is read after the records that it counts; what is appended meanwhile is followed as well. */
async function verify(log: AuditLog, mac: Mac, anchor: AuditAnchor | null): Promise<ChainHead> {
  await refuseBelowFirst(log);
  let end: Followed = { number: 0, hash: '', position: Number.MIN_SAFE_INTEGER };
  for (;;) {
    const before = end.number;
    end = await follow(log, mac, end, anchor);
    const known = await readHead(log, mac);
    if (known.number > end.number && end.number > before) continue;
    if (known.number > end.number) {
      throw new Broken(`Records ${end.number + 1} to ${known.number} are missing at the end.`);
    }
    if (known.number < end.number || known.hash !== end.hash) {
      throw new Broken(`The head names record ${known.number} as the last, but record ${end.number} is.`);
    }
    return known;
  }
}

/**
 * Follows the whole chain. Finds records that were altered, deleted, inserted, moved or cut off at the end. Nothing in one
 * database can tell that all of it was set back to an earlier state: that takes an anchor.
 */
export async function verifyAudit(log: AuditLog, mac: Mac, anchor: AuditAnchor | null = null): Promise<AuditVerdict> {
  try {
    const head = await verify(log, mac, anchor);
    const outside = await log.unchained();
    if (outside !== head.unchained) {
      throw new Broken(`${outside} records are not in the chain, and ${head.unchained} were there when it began.`);
    }
    if (anchor !== null && anchor.number > head.number) {
      throw new Broken(
        `The chain ends with record ${head.number}, before record ${anchor.number} that the anchor names.`,
      );
    }
    return { intact: true, head };
  } catch (error) {
    if (error instanceof Broken || error instanceof AuditBrokenError) return { intact: false, problem: error.message };
    throw error;
  }
}

/** NUMBER:HASH as describeVerdict prints it; null when nothing was given. Fails on anything else. */
export function readAnchor(text: string | undefined): AuditAnchor | null {
  if (text === undefined) return null;
  const [, number, hash] = /^([1-9]\d{0,14}):([\w-]{43})$/.exec(text) ?? [];
  if (hash === undefined) throw new Error('an anchor is NUMBER:HASH, as an earlier run printed it');
  return { number: Number(number), hash };
}

/** For a person, and for whoever writes the anchor down. */
export function describeVerdict(verdict: AuditVerdict): string {
  if (!verdict.intact) return `The audit log is NOT intact. ${verdict.problem}\n`;
  const { number, hash, unchained } = verdict.head;
  const older = unchained === 0 ? '' : ` ${unchained} older records from before the chain are not covered.`;
  const anchor = number === 0 ? '' : `\nAnchor: ${number}:${hash}`;
  return `The audit log is intact: ${number} records.${older}${anchor}\n`;
}
