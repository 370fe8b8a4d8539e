import { createEmulator } from '../../src/emulator/emulator.js';
import type { Emulator, EmulatorOptions } from '../../src/emulator/emulator.js';
import { createEmulatorClient } from './emulator-client.js';
import type { EmulatorClient } from './emulator-client.js';
import { createWebhookReceiver } from './webhook-receiver.js';
import type { WebhookReceiver } from './webhook-receiver.js';

/** An emulator with a client and a receiver of its webhooks. */
export interface EmulatorFixture {
  emulator: Emulator;
  client: EmulatorClient;
  hooks: WebhookReceiver;
  close(): Promise<void>;
}

/** Starts all three. The caller closes them together. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<EmulatorFixture> {
  const emulator = await createEmulator({ rateLimits: 'off', ...options });
  const client = createEmulatorClient(emulator.url);
  const hooks = await createWebhookReceiver();
  const close = async (): Promise<void> => {
    // The emulator first, which ends calls that hang.
    await emulator.close();
    await client.close();
    await hooks.close();
  };
  let closed: Promise<void> | undefined;
  return { emulator, client, hooks, close: () => (closed ??= close()) };
}

/** Durations for the emulator's clock. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
