import { createAnswers, type ExecuteEvent } from '../../../src/server/subscriptions/shared-execution.js';

const event = { id: 'we_1' };
const soon = () => new Promise(setImmediate);
const signal = () => new AbortController().signal;

/** Counts what is executed, and says who was answered. */
function counting(name: string) {
  const run = { times: 0, execute: (() => ({ data: { name } })) as ExecuteEvent };
  const execute: ExecuteEvent = (...args) => {
    run.times += 1;
    return run.execute(...args);
  };
  return { run, execute };
}

describe('Answers to one event', () => {
  it('are executed and written once for those who would get the same', async () => {
    const answers = createAnswers();
    const { run, execute } = counting('ada');
    const peers = Array.from({ length: 100 }, () => answers.join('ada', execute));
    const given = await Promise.all(peers.map((peer) => peer.answer(event, signal())));
    expect(run.times).toBe(1);
    expect(new Set(given).size).toBe(1);
    expect(given[0]?.json()).toBe('{"data":{"name":"ada"}}');
  });

  it.each([
    ['another key', 'bea'],
    ['no key at all', null],
  ])('are not shared with a subscriber of %s, who may not see the same', async (_, key) => {
    const answers = createAnswers();
    const adas = answers.join('ada', counting('ada').execute);
    const others = answers.join(key, counting('other').execute);
    const [ada, other] = await Promise.all([adas.answer(event, signal()), others.answer(event, signal())]);
    expect([ada?.result.data, other?.result.data]).toEqual([{ name: 'ada' }, { name: 'other' }]);
  });

  it('are not shared with a subscriber who asks when the execution has begun', async () => {
    const answers = createAnswers();
    const { run, execute } = counting('ada');
    let finish: () => void = () => undefined;
    run.execute = () =>
      new Promise(
        (resolve) =>
          (finish = () => {
            resolve({ data: {} });
          }),
      );
    const peer = answers.join('ada', execute);
    const first = peer.answer(event, signal());
    await soon();
    run.execute = () => ({ data: { later: true } });
    const second = await peer.answer(event, signal());
    finish();
    expect(run.times).toBe(2);
    expect([(await first)?.result.data, second?.result.data]).toEqual([{}, { later: true }]);
  });

  it('are aborted only when nobody waits for them any more, and who goes waits no longer', async () => {
    const answers = createAnswers();
    const { run, execute } = counting('ada');
    const seen: AbortSignal[] = [];
    run.execute = (_event, given) => {
      seen.push(given);
      return new Promise(() => undefined);
    };
    const [one, two] = [new AbortController(), new AbortController()];
    const peer = answers.join('ada', execute);
    const waiting = [peer.answer(event, one.signal), peer.answer(event, two.signal)];
    await soon();
    await soon();
    one.abort();
    await expect(waiting[0]).resolves.toBeNull();
    expect(seen[0]?.aborted).toBe(false);
    two.abort();
    await expect(waiting[1]).resolves.toBeNull();
    expect(seen[0]?.aborted).toBe(true);
  });
});
