import type { Defence } from './defence.js';

const AUDIT = 'test/security/audit.test.ts';

/** Vault, audit, scrubbing, webhooks, cache and the process. */
export const vaultingDefences: readonly Defence[] = [
  {
    threat: 'T41',
    what: 'the previous hash in the hash of a record',
    file: 'src/store/audit-chain.ts',
    find: "['record', number, previousHash, ...fields]",
    replace: "['record', number, ...fields]",
    test: AUDIT,
  },
  {
    threat: 'T41',
    what: 'the fields of a record in its hash',
    file: 'src/store/audit-chain.ts',
    find: 'const fields = [at, owner_id, actor_id, action, item_id, account_ids, request_id];',
    replace: 'const fields = [at, owner_id, action, item_id, account_ids, request_id];',
    test: AUDIT,
  },
  {
    threat: 'T41',
    what: "the proof of the chain's head",
    file: 'src/store/audit-chain.ts',
    find: 'if (proof !== headMac(mac, head)) throw',
    replace: 'if (proof === undefined) throw',
    test: AUDIT,
  },
  {
    threat: 'T41',
    what: 'the comparison of the last record with the head',
    file: 'src/store/verify-audit.ts',
    find: 'if (known.number > end.number) {',
    replace: 'if (known.number > end.number + 1_000) {',
    test: AUDIT,
  },
  {
    threat: 'T41',
    what: 'the refusal of a chain without its head',
    file: 'src/store/audit.ts',
    find: 'if (first !== undefined) throw',
    replace: 'if (first === null) throw',
    test: AUDIT,
  },
  {
    threat: 'T41',
    what: 'the lock on the head while a batch is appended',
    file: 'src/store/audit.ts',
    find: ".updateTable('settings')\n    .set((eb) => ({ value: eb.ref('value') }))\n    .where('name', '=', HEAD)\n    .returning('value')",
    replace: ".selectFrom('settings')\n    .select('value')\n    .where('name', '=', HEAD)",
    test: AUDIT,
    name: 'append at once',
  },
  {
    threat: 'T41',
    what: "the database's own refusal (embedded)",
    file: 'src/store/dialect.ts',
    find: "before ${sql.raw(change)} on ${sql.table(table)}\n      begin select raise(abort, 'records are only appended here'); end`",
    replace: 'before ${sql.raw(change)} on ${sql.table(table)}\n      begin select 1; end`',
    test: AUDIT,
    name: 'refuses',
  },
  {
    threat: 'T41',
    what: "the database's own refusal (PostgreSQL)",
    file: 'src/store/dialect.ts',
    find: "$$ begin raise exception 'records are only appended here'; end $$",
    replace: '$$ begin return null; end $$',
    test: AUDIT,
    name: 'refuses',
  },
];
