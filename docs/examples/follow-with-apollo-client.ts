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
import { PASSING, Refused, type WebhookEvent } from './follow-with-graphql-ws.js';

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

/** Deals with every event behind the stored cursor, once and in order, through every break of the connection. */
export async function followWithApolloClient(options: {
  url: string;
  token: () => Promise<string>;
  loadCursor: () => Promise<string | null>;
  /** Deals with the event and stores its cursor: in one transaction, if it must never be dealt with twice. */
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
      // An event is no state: in the cache it would only take room.
      .subscribe<{ webhookEvents: WebhookEvent }>({ query: EVENTS, variables, context, fetchPolicy: 'no-cache' })
      .pipe(
        takeUntil(fromEvent(options.signal, 'abort')),
        // A break of the connection comes as a result too, behind the events before it: none of them is left out.
        concatMap(async ({ data, error }) => {
          if (data) await options.handle(data.webhookEvents);
          else throwIfRefused(error);
        }),
      )
      .forEach(() => undefined);
    if (!isStopped()) await options.pause();
  }
}

/** What it lets pass is a break of the network, a gateway that stops, and what PASSING names. */
function throwIfRefused(error: unknown): void {
  if (
    (CombinedGraphQLErrors.is(error) || CombinedProtocolErrors.is(error)) &&
    !error.errors.every(({ extensions }) => PASSING.includes(extensions?.code))
  )
    throw new Refused(JSON.stringify(error.errors));
  if (ServerError.is(error) && error.statusCode < 500 && error.statusCode !== 429) throw error;
}
