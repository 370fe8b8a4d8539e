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
  const isStopped = () => options.signal.aborted;
  while (!isStopped()) {
    const variables = { after: await options.loadCursor() };
    if (isStopped()) return;
    const client = createClient({
      url: options.url,
      connectionParams: async () => ({ authorization: `Bearer ${await options.token()}` }),
      retryAttempts: 0, // its own retries would send the old cursor again
    });
    options.signal.addEventListener('abort', () => void client.dispose(), { once: true });
    try {
      for await (const { data, errors } of client.iterate<{ webhookEvents: WebhookEvent }>({
        query: EVENTS,
        variables,
      })) {
        if (!data) throw new Refused(JSON.stringify(errors));
        await options.handle(data.webhookEvents);
      }
    } catch (error) {
      // graphql-ws throws errors of the gateway as a list, and how its socket was closed with a code.
      if (Array.isArray(error)) throw new Refused(JSON.stringify(error));
      const { code } = error as { code?: unknown };
      if (typeof code !== 'number' || code === 4401) throw error; // 4401: the token is not valid
    }
    await client.dispose();
    if (!isStopped()) await options.pause();
  }
}
