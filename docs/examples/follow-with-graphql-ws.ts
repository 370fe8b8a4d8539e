import { createClient } from 'graphql-ws';

const EVENTS =
  'subscription ($after: String) { webhookEvents(after: $after) { id cursor webhookType webhookCode itemId } }';

export interface WebhookEvent {
  id: string;
  cursor: string;
  webhookType: string;
  webhookCode: string;
  itemId: string | null;
}

/** Error codes after which the client should reconnect. UPSTREAM_UNAVAILABLE: the gateway's database is unavailable. */
export const TRANSIENT_CODES: readonly unknown[] = ['UNAUTHENTICATED', 'SLOW_CONSUMER', 'UPSTREAM_UNAVAILABLE'];

/** The gateway has refused the subscription, and a retry cannot succeed: CURSOR_EXPIRED, FORBIDDEN, … */
export class SubscriptionRefusedError extends Error {}

/** Processes every event after the stored cursor, once and in order, and reconnects after every disconnect. */
export async function followWithGraphqlWs(options: {
  url: string;
  token: () => Promise<string>;
  loadCursor: () => Promise<string | null>;
  /** Processes the event and stores its cursor. Use one transaction if no event may be processed twice. */
  handle: (event: WebhookEvent) => Promise<void>;
  pause: () => Promise<unknown>;
  signal: AbortSignal;
}): Promise<void> {
  const client = createClient({
    url: options.url, // Node 20 has no WebSocket: pass webSocketImpl, from the package ws
    connectionParams: async () => ({ authorization: `Bearer ${await options.token()}` }),
    retryAttempts: 0, // the client's own retries would send the old cursor
  });
  options.signal.addEventListener('abort', () => void client.dispose(), { once: true });
  const isStopped = () => options.signal.aborted;
  while (!isStopped()) {
    const variables = { after: await options.loadCursor() };
    if (isStopped()) return;
    try {
      for await (const { data, errors } of client.iterate<{ webhookEvents: WebhookEvent }>({
        query: EVENTS,
        variables,
      })) {
        if (data) await options.handle(data.webhookEvents);
        else throwIfRefused(errors ?? []);
      }
    } catch (error) {
      // graphql-ws throws a list for errors of the gateway, an object with a code for a closed socket, and the event `error`
      // if it could not connect.
      const { code, type } = error as { code?: unknown; type?: unknown };
      if (Array.isArray(error)) throwIfRefused(error as GatewayErrors);
      else if ((typeof code !== 'number' && type !== 'error') || code === 4401) throw error; // 4401: invalid token
    }
    if (!isStopped()) await options.pause();
  }
}

type GatewayErrors = readonly { extensions?: Record<string, unknown> }[];

function throwIfRefused(errors: GatewayErrors): void {
  if (!errors.every(({ extensions }) => TRANSIENT_CODES.includes(extensions?.code)))
    throw new SubscriptionRefusedError(JSON.stringify(errors));
}
