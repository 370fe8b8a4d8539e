import type { Transaction } from 'kysely';
import { StoreUnavailableError } from './errors.js';
import type { Tables } from './schema.js';

type SequenceName = Tables['counters']['name'];

/**
 * Advances a sequence and returns its new value. The row stays locked until the transaction ends, so the next number is
 * assigned only after this one is visible: numbers become visible in order, also with several instances. A database
 * sequence would not guarantee that. Lock order: events, items, changes.
 */
export async function advanceSequence(trx: Transaction<Tables>, name: SequenceName, by: number): Promise<number> {
  const row = await trx
    .updateTable('counters')
    .set((eb) => ({ last: eb('last', '+', by) }))
    .where('name', '=', name)
    .returning('last')
    .executeTakeFirst();
  if (row === undefined) throw new StoreUnavailableError(`The sequence "${name}" is missing from the database.`);
  return row.last;
}
