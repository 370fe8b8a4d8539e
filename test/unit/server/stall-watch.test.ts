import { watchForStall } from '../../../src/server/stall-watch.js';

const STALL_MS = 400;
/** A timer may end a little before the clock says so. */
const TIMER_MS = 5;

/** When the last movement was seen, and when the stall was told, in one run; `moves` counts the looks at which something moved. */
function stallAfter(moves: number): Promise<number> {
  let looks = 0;
  let movedAt = performance.now();
  const look = (): Promise<number> => {
    looks += 1;
    if (looks <= moves) movedAt = performance.now();
    return Promise.resolve(Math.min(looks, moves));
  };
  return new Promise((resolve) => {
    watchForStall(look, STALL_MS, () => {
      resolve(performance.now() - movedAt);
    });
  });
}

it.each([0, 1, 2, 7])(
  'A client that took something %i times is not said to have stopped before the time is over',
  async (moves) => {
    const waitedMs = await stallAfter(moves);
    expect(waitedMs).toBeGreaterThanOrEqual(STALL_MS - TIMER_MS);
  },
);

it('Nobody is said to have stopped once there is nothing to wait for', async () => {
  let stalls = 0;
  const end = watchForStall(
    () => Promise.resolve(0),
    STALL_MS,
    () => (stalls += 1),
  );
  end();
  await stallAfter(2);
  expect(stalls).toBe(0);
});
