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

/** Why the gateway ends a subscription whose client should come back: the last is its database, away for a moment. */
export const PASSING: readonly unknown[] = ['UNAUTHENTICATED', 'SLOW_CONSUMER', 'UPSTREAM_UNAVAILABLE'];

/** The gateway will not go on, whatever the network does: CURSOR_EXPIRED, FORBIDDEN, … */
export class Refused extends Error {}

/** Deals with every event behind the stored cursor, once and in order, through every break of the connection. */
export async function followWithGraphqlWs(options: {
  url: string;
  token: () => Promise<string>;
  loadCursor: () => Promise<string | null>;
  /** Deals with the event and stores its cursor: in one transaction, if it must never be dealt with twice. */
  handle: (event: WebhookEvent) => Promise<void>;
  pause: () => Promise<unknown>;
  signal: AbortSignal;
}): Promise<void> {
  const client = createClient({
    url: options.url, // on Node 20, which has no WebSocket of its own: webSocketImpl, from the package ws
    connectionParams: async () => ({ authorization: `Bearer ${await options.token()}` }),
    retryAttempts: 0, // its own retries would send the old cursor again
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
      // graphql-ws throws errors of the gateway as a list, how its socket was closed with a code, and the event `error` when
      // there was no connection to be had.
      const { code, type } = error as { code?: unknown; type?: unknown };
      if (Array.isArray(error)) throwIfRefused(error as GatewayErrors);
      else if ((typeof code !== 'number' && type !== 'error') || code === 4401) throw error; // 4401: the token is not valid
    }
    if (!isStopped()) await options.pause();
  }
}

type GatewayErrors = readonly { extensions?: Record<string, unknown> }[];

function throwIfRefused(errors: GatewayErrors): void {
  if (!errors.every(({ extensions }) => PASSING.includes(extensions?.code))) throw new Refused(JSON.stringify(errors));
}
