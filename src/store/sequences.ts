import type { Transaction } from 'kysely';
import { StoreUnavailableError } from './errors.js';
import type { Tables } from './schema.js';

type SequenceName = Tables['counters']['name'];

/**
 * Moves a counter and returns where it stands. The row stays locked until the transaction ends, so the next number is
 * only given out after this one is visible to readers: numbers appear in order, also with several instances.
 * Lock order: events before items.
 */
export async function advanceSequence(trx: Transaction<Tables>, name: SequenceName, by: number): Promise<number> {
  const row = await trx
    .updateTable('counters')
    .set((eb) => ({ last: eb('last', '+', by) }))
    .where('name', '=', name)
    .returning('last')
    .executeTakeFirst();
  if (row === undefined) throw new StoreUnavailableError(`The counter "${name}" is missing from the database.`);
  return row.last;
}
