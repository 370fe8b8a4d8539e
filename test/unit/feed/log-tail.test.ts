import { setImmediate as turn } from 'node:timers/promises';
import { createEventQueue, type EventQueue } from '../../../src/feed/event-queue.js';
import { compileFilter } from '../../../src/feed/event-filter.js';
import { createLogTail } from '../../../src/feed/log-tail.js';
import { asOwnerId } from '../../../src/model/ids.js';
import type { RecordedEvent } from '../../../src/model/webhook-event.js';

const ada = asOwnerId('ada');

function eventAt(seq: number): RecordedEvent {
  const event = { seq, ownerId: ada, itemId: null, webhookType: 'ITEM', webhookCode: 'ERROR', sealedBody: 'sealed' };
  return event as unknown as RecordedEvent;
}

function createAdasQueue(): EventQueue {
  return createEventQueue({ events: 10, bytes: 1_000 }, compileFilter({ itemIds: null, types: null }));
}

it('delivers an event that arrived between two subscribers to the second one, without waiting for another event', async () => {
  const recorded: RecordedEvent[] = [];
  let respond: () => void = () => undefined;
  const responded = new Promise<void>((resolve) => (respond = resolve));
  const log = {
    // Responds late, with the end of the log at the time of the call.
    lastSeq: async () => {
      const lastSeq = recorded.length;
      await responded;
      return lastSeq;
    },
    readAllAfter: ({ afterSeq }: { afterSeq: number }) => Promise.resolve(recorded.filter(({ seq }) => seq > afterSeq)),
  };
  const tail = createLogTail({ log, pageEvents: 10, retryMs: 1_000, logger: undefined });
  const first = createAdasQueue();
  const firstJoined = tail.join(ada, first);
  tail.leave(ada, first);

  recorded.push(eventAt(1));
  tail.take(eventAt(1));
  const second = createAdasQueue();
  const secondJoined = tail.join(ada, second);
  respond();
  await Promise.all([firstJoined, secondJoined]);
  const taken = second.take();
  for (let turns = 0; turns < 5; turns += 1) await turn();
  second.end();
  expect(await taken).toMatchObject({ seq: 1 });
  await tail.close();
});
