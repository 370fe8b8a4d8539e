import { createClient, NetworkError } from 'graphql-sse';
import { PASSING, Refused, type WebhookEvent } from './follow-with-graphql-ws.js';

const EVENTS =
  'subscription ($after: String) { webhookEvents(after: $after) { id cursor webhookType webhookCode itemId } }';

/** Deals with every event behind the stored cursor, once and in order, through every break of the connection. */
export async function followWithGraphqlSse(options: {
  url: string;
  token: () => Promise<string>;
  loadCursor: () => Promise<string | null>;
  /** Deals with the event and stores its cursor: in one transaction, if it must never be dealt with twice. */
  handle: (event: WebhookEvent) => Promise<void>;
  pause: () => Promise<unknown>;
  signal: AbortSignal;
}): Promise<void> {
  const client = createClient({
    url: options.url,
    headers: async () => ({ authorization: `Bearer ${await options.token()}` }),
    retryAttempts: 0, // its own retries would send the old cursor again
  });
  options.signal.addEventListener('abort', () => {
    client.dispose();
  });
  const isStopped = () => options.signal.aborted;
  while (!isStopped()) {
    try {
      const variables = { after: await options.loadCursor() };
      for await (const { data, errors } of client.iterate<{ webhookEvents: WebhookEvent }>({
        query: EVENTS,
        variables,
      })) {
        if (data) await options.handle(data.webhookEvents);
        else if (!errors?.every(({ extensions }) => PASSING.includes(extensions.code)))
          throw new Refused(JSON.stringify(errors));
      }
    } catch (error) {
      // What is no break of the network is the gateway's answer, such as CURSOR_EXPIRED, or 401 for a token that is not valid;
      // 429 and what begins with 5 may pass.
      if (!(error instanceof NetworkError)) throw error;
      const status = (error as NetworkError<Response>).response?.status ?? 500;
      if (status < 500 && status !== 429) throw error;
    }
    if (!isStopped()) await options.pause();
  }
}
