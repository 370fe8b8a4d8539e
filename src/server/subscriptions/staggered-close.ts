import { setTimeout as pause } from 'node:timers/promises';

/** The pause between two clients: it bounds how many reconnect per second, unless `withinMs` is too short for it. */
const STEP_MS = 2;

/** Disconnects clients one after the other, within `withinMs`, so that they do not all reconnect at the same moment. */
export async function staggered<T>(
  clients: readonly T[],
  withinMs: number,
  disconnect: (client: T) => Promise<void>,
): Promise<void> {
  const stepMs = Math.min(STEP_MS, withinMs / Math.max(clients.length, 1));
  await Promise.all(
    clients.map(async (client, index) => {
      if (index > 0) await pause(index * stepMs);
      await disconnect(client);
    }),
  );
}
