import type { UnixMs } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { Db } from './dialect.js';

/** After so many failed tries the event is a dead letter: it stays readable, its effects are not tried again. */
const EFFECT_ATTEMPTS = 5;

/** The effects of this event ended well. */
export interface EffectsDone {
  event: RecordedEvent;
  at: UnixMs;
}

/** EventLog.markEffectsDone, of events whose effects ended together. */
export const markEffectsDone = async (db: Db, done: readonly EffectsDone[]): Promise<void> => {
  if (done.length === 0) return;
  const ids = done.map(({ event }) => event.id);
  await db
    .updateTable('events')
    .set({ effects_state: 'DONE', effects_changed_at: Math.max(...done.map(({ at }) => at)) })
    .where('id', 'in', ids)
    .execute();
};

/** EventLog.markEffectsFailed */
export const markEffectsFailed = async (db: Db, event: RecordedEvent, at: UnixMs): Promise<{ givenUp: boolean }> => {
  const row = await db
    .updateTable('events')
    .set((eb) => ({
      effects_attempts: eb('effects_attempts', '+', 1),
      effects_state: eb
        .case()
        .when('effects_attempts', '>=', EFFECT_ATTEMPTS - 1)
        .then('GIVEN_UP' as const)
        .else('PENDING' as const)
        .end(),
      effects_changed_at: at,
    }))
    .where('id', '=', event.id)
    .where('effects_state', '=', 'PENDING')
    .returning('effects_state')
    .executeTakeFirst();
  return { givenUp: row?.effects_state === 'GIVEN_UP' };
};
