import { createClient, NetworkError } from 'graphql-sse';
import { TRANSIENT_CODES, SubscriptionRefusedError, type WebhookEvent } from './follow-with-graphql-ws.js';

const EVENTS =
  'subscription ($after: String) { webhookEvents(after: $after) { id cursor webhookType webhookCode itemId } }';

/** Processes every event after the stored cursor, once and in order, and reconnects after every disconnect. */
export async function followWithGraphqlSse(options: {
  url: string;
  token: () => Promise<string>;
  loadCursor: () => Promise<string | null>;
  /** Processes the event and stores its cursor. Use one transaction if no event may be processed twice. */
  handle: (event: WebhookEvent) => Promise<void>;
  pause: () => Promise<unknown>;
  signal: AbortSignal;
}): Promise<void> {
  const client = createClient({
    url: options.url,
    headers: async () => ({ authorization: `Bearer ${await options.token()}` }),
    retryAttempts: 0, // the client's own retries would send the old cursor
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
        else if (!errors?.every(({ extensions }) => TRANSIENT_CODES.includes(extensions.code)))
          throw new SubscriptionRefusedError(JSON.stringify(errors));
      }
    } catch (error) {
      // Anything but a network failure is an error of the gateway, such as CURSOR_EXPIRED. A status such as 401 (invalid token)
      // is final, too; 429 and 5xx are temporary.
      if (!(error instanceof NetworkError)) throw error;
      const status = (error as NetworkError<Response>).response?.status ?? 500;
      if (status < 500 && status !== 429) throw error;
    }
    if (!isStopped()) await options.pause();
  }
}
