import type { Transaction } from 'kysely';
import { compileOnce, type Parameter } from './queries.js';
import { StoreUnavailableError } from './errors.js';
import type { Tables } from './schema.js';

type SequenceName = Tables['counters']['name'];

const advance = compileOnce((db, parameter: Parameter<{ name: SequenceName; by: number }>) =>
  db
    .updateTable('counters')
    .set((eb) => ({ last: eb('last', '+', parameter('by')) }))
    .where('name', '=', parameter('name'))
    .returning('last'),
);

/**
 * Advances a sequence and returns its new value. The row stays locked until the transaction ends, so the next number is
 * assigned only after this one is visible: numbers become visible in order, also with several instances. A database
 * sequence would not guarantee that. Lock order: events, items, changes.
 */
export async function advanceSequence(trx: Transaction<Tables>, name: SequenceName, by: number): Promise<number> {
  const { rows } = await advance(trx, { name, by });
  const [row] = rows;
  if (row === undefined) throw new StoreUnavailableError(`The sequence "${name}" is missing from the database.`);
  return row.last;
}
