/** Keyed hash of a text. Its key is not in the database: whoever can only write there cannot make one. */
export type Mac = (text: string) => string;

/** What a record says, in the form in which it rests. */
export interface AuditContent {
  at: number;
  owner_id: string;
  actor_id: string;
  action: string;
  item_id: string | null;
  account_ids: string;
  request_id: string;
}

/** A record in its place: numbered from 1 without gaps. */
export interface ChainedRecord extends AuditContent {
  number: number;
  hash: string;
}

/** The end of the chain, kept beside it: records that were cut off are missed. */
export interface ChainHead {
  /** The number of the last record; 0 when there is none. */
  number: number;
  /** Its hash; empty when there is none. */
  hash: string;
  /** How many records were there before the chain began: they are counted, not covered. */
  unchained: number;
}

/** The chain in the database is not what this gateway wrote: nothing is appended to it. */
export class AuditBrokenError extends Error {
  override readonly name = 'AuditBrokenError';
}

/** Covers the place, everything before it, and every field. A JSON list keeps its parts apart. */
export function recordHash(mac: Mac, number: number, previousHash: string, record: AuditContent): string {
  const { at, owner_id, actor_id, action, item_id, account_ids, request_id } = record;
  const fields = [at, owner_id, actor_id, action, item_id, account_ids, request_id];
  return mac(JSON.stringify(['record', number, previousHash, ...fields]));
}

function headMac(mac: Mac, { number, hash, unchained }: ChainHead): string {
  return mac(JSON.stringify(['head', number, hash, unchained]));
}

/** The head as text for a setting, with a keyed hash of its own. */
export function sealHead(mac: Mac, head: ChainHead): string {
  return [head.number, head.hash, head.unchained, headMac(mac, head)].join(' ');
}

/** Fails with AuditBrokenError when the text is not one that sealHead made with this key. */
export function openHead(mac: Mac, text: string): ChainHead {
  const [number, hash, unchained, proof] = text.split(' ');
  const head = { number: Number(number), hash: hash ?? '', unchained: Number(unchained) };
  if (proof !== headMac(mac, head)) throw new AuditBrokenError('The head of the audit chain was altered.');
  return head;
}

/** Appends to the head: the records with their places, and the head afterwards. */
export function chain(
  mac: Mac,
  head: ChainHead,
  records: readonly AuditContent[],
): { chained: ChainedRecord[]; head: ChainHead } {
  let end = head;
  const chained = records.map((record) => {
    const number = end.number + 1;
    end = { ...end, number, hash: recordHash(mac, number, end.hash, record) };
    return { ...record, number, hash: end.hash };
  });
  return { chained, head: end };
}
