import { setTimeout as pause } from 'node:timers/promises';

/** Between two clients that are let go: so many come back per second at most, unless the time does not suffice. */
const STEP_MS = 2;

/** Lets go of clients one after the other, within `withinMs`, so that they do not all come back in the same moment. */
export async function staggered<T>(
  clients: readonly T[],
  withinMs: number,
  letGo: (client: T) => Promise<void>,
): Promise<void> {
  const stepMs = Math.min(STEP_MS, withinMs / Math.max(clients.length, 1));
  await Promise.all(
    clients.map(async (client, index) => {
      if (index > 0) await pause(index * stepMs);
      await letGo(client);
    }),
  );
}
