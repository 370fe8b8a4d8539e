import {
  ApolloClient,
  CombinedGraphQLErrors,
  CombinedProtocolErrors,
  gql,
  HttpLink,
  InMemoryCache,
  ServerError,
} from '@apollo/client';
import { concatMap, fromEvent, takeUntil } from 'rxjs';
import { TRANSIENT_CODES, SubscriptionRefusedError, type WebhookEvent } from './follow-with-graphql-ws.js';

const EVENTS = gql`
  subscription ($after: String) {
    webhookEvents(after: $after) {
      id
      cursor
      webhookType
      webhookCode
      itemId
    }
  }
`;

/** Processes every event after the stored cursor, once and in order, and reconnects after every disconnect. */
export async function followWithApolloClient(options: {
  url: string;
  token: () => Promise<string>;
  loadCursor: () => Promise<string | null>;
  /** Processes the event and stores its cursor. Use one transaction if no event may be processed twice. */
  handle: (event: WebhookEvent) => Promise<void>;
  pause: () => Promise<unknown>;
  signal: AbortSignal;
}): Promise<void> {
  const client = new ApolloClient({ link: new HttpLink({ uri: options.url }), cache: new InMemoryCache() });
  const isStopped = () => options.signal.aborted;
  while (!isStopped()) {
    const variables = { after: await options.loadCursor() };
    const context = { headers: { authorization: `Bearer ${await options.token()}` } };
    if (isStopped()) return;
    await client
      // Events are not state, so they do not belong in the cache.
      .subscribe<{ webhookEvents: WebhookEvent }>({ query: EVENTS, variables, context, fetchPolicy: 'no-cache' })
      .pipe(
        takeUntil(fromEvent(options.signal, 'abort')),
        // A disconnect is delivered as a result as well, after the events before it, so no event is lost.
        concatMap(async ({ data, error }) => {
          if (data) await options.handle(data.webhookEvents);
          else throwIfRefused(error);
        }),
      )
      .forEach(() => undefined);
    if (!isStopped()) await options.pause();
  }
}

/** Throws unless the error is a network failure, a stopping gateway, or one of TRANSIENT_CODES. */
function throwIfRefused(error: unknown): void {
  if (
    (CombinedGraphQLErrors.is(error) || CombinedProtocolErrors.is(error)) &&
    !error.errors.every(({ extensions }) => TRANSIENT_CODES.includes(extensions?.code))
  )
    throw new SubscriptionRefusedError(JSON.stringify(error.errors));
  if (ServerError.is(error) && error.statusCode < 500 && error.statusCode !== 429) throw error;
}
