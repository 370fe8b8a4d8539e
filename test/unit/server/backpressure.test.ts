import { detectStall } from '../../../src/server/subscriptions/backpressure.js';

const STALL_MS = 400;
/** A timer may fire slightly early. */
const TIMER_MS = 5;

/** The time from the last progress to the reported stall; `moves` is the number of polls that saw progress. */
function stallAfter(moves: number): Promise<number> {
  let polls = -1;
  let movedAt = performance.now();
  const poll = (): number => {
    polls += 1;
    if (polls <= moves) movedAt = performance.now();
    return Math.min(polls, moves);
  };
  return new Promise((resolve) => {
    detectStall(poll, STALL_MS, () => {
      resolve(performance.now() - movedAt);
    });
  });
}

it.each([0, 1, 2, 7])(
  'A client that read something %i times is not reported as stalled before the timeout',
  async (moves) => {
    const waitedMs = await stallAfter(moves);
    expect(waitedMs).toBeGreaterThanOrEqual(STALL_MS - TIMER_MS);
  },
);

it('No stall is reported once nothing is pending', async () => {
  let stalls = 0;
  const end = detectStall(
    () => 0,
    STALL_MS,
    () => (stalls += 1),
  );
  end();
  await stallAfter(2);
  expect(stalls).toBe(0);
});
