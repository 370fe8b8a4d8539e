import { openStream } from './stream-client.js';
import { connect } from './ws-client.js';

/** The transports that serve subscriptions. */
export const TRANSPORTS = ['WebSocket', 'SSE', 'multipart'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** The fields of an event that readers select. */
export interface SeenEvent {
  id: string;
  cursor: string;
  webhookCode: string;
}

/** One connection with one subscription to webhookEvents. */
export interface EventReader {
  /** The next event, or null when the connection has ended. Throws any other message of the gateway. */
  next(): Promise<SeenEvent | null>;
  /** Cuts the connection immediately. */
  cut(): void;
  /** Stops reading from the connection. Over WebSocket it still sends pongs. */
  stopReading(): void;
  resumeReading(): void;
}

/** How often a client that does not read sends a pong. */
const PONG_INTERVAL_MS = 100;

function queryFor(fields: string): string {
  return `subscription ($after: String, $types: [String!]) { webhookEvents(after: $after, types: $types) { id cursor webhookCode ${fields} } }`;
}

/** Subscribes after the cursor over this transport. `fields` are further fields of each event. */
export async function openEventReader(
  url: string,
  options: { transport: Transport; token: string; after: string | null; types?: string[]; fields?: string },
): Promise<EventReader> {
  const payload = {
    query: queryFor(options.fields ?? ''),
    variables: { after: options.after, types: options.types ?? null },
  };
  const authorization = `Bearer ${options.token}`;
  if (options.transport !== 'WebSocket') {
    const stream = await openStream(url, options.transport, payload, { authorization });
    return {
      next: async () => eventIn((await stream.next())?.payload),
      cut: () => {
        stream.cut();
      },
      stopReading: () => {
        stream.response.pause();
      },
      resumeReading: () => {
        stream.response.resume();
      },
    };
  }
  const client = await connect(`${url.replace('http', 'ws')}/graphql`, { authorization });
  client.send({ type: 'subscribe', id: '1', payload });
  const gone = client.closed.then(() => null);
  let pongs: NodeJS.Timeout | undefined;
  void gone.then(() => {
    clearInterval(pongs);
  });
  return {
    next: async () => eventIn((await Promise.race([client.next(), gone]))?.payload),
    cut: () => {
      client.socket.terminate();
    },
    stopReading: () => {
      client.socket.pause();
      pongs = setInterval(() => {
        client.socket.pong(undefined, undefined, () => undefined);
      }, PONG_INTERVAL_MS);
    },
    resumeReading: () => {
      client.socket.resume();
    },
  };
}

function eventIn(payload: unknown): SeenEvent | null {
  if (payload === undefined) return null;
  const event = (payload as { data?: { webhookEvents?: SeenEvent } }).data?.webhookEvents;
  if (event === undefined) throw new Error(`not an event: ${JSON.stringify(payload)}`);
  return event;
}

/**
 * A cursor after which every later event is read: that of the first event a new subscriber receives. `fire` causes an event
 * and is called until the subscription is known to be active.
 */
export async function cursorFromNow(reader: EventReader, fire: () => Promise<unknown>): Promise<string> {
  const seen: string[] = [];
  const first = reader.next().then((event) => seen.push(event?.cursor ?? ''));
  while (seen.length === 0) await fire();
  await first;
  return seen[0] ?? '';
}

/** Reads `count` events after the cursor. Cuts the connection after each number of events in `cuts` and resumes. */
export async function readThroughCuts(
  open: (after: string) => Promise<EventReader>,
  from: string,
  plan: { count: number; cuts: readonly number[] },
): Promise<SeenEvent[]> {
  const seen: SeenEvent[] = [];
  const ends = [...plan.cuts, plan.count];
  for (const end of ends) {
    const reader = await open(seen.at(-1)?.cursor ?? from);
    while (seen.length < end) {
      const event = await reader.next();
      if (event === null) throw new Error('the gateway ended a subscription');
      seen.push(event);
    }
    reader.cut();
  }
  return seen;
}
