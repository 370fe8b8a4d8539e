import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';

/** The HTTP transports of subscriptions. */
export type StreamKind = 'SSE' | 'multipart';

/** A message of a stream. The payload of `next` is a result, that of `failed` the error that ended the stream. */
export interface StreamMessage {
  type: 'heartbeat' | 'next' | 'failed' | 'complete';
  payload?: unknown;
}

/** A client of one stream that exposes its text and its messages. */
export interface StreamClient {
  readonly response: IncomingMessage;
  /** The next message other than a heartbeat, or null when the stream has ended. */
  next(): Promise<StreamMessage | null>;
  /** Every message so far, including heartbeats. */
  readonly seen: readonly StreamMessage[];
  /** Everything received, as text. */
  text(): string;
  /** Resolves when the stream has ended: `broken` if it ended early. */
  readonly ended: Promise<'whole' | 'broken'>;
  /** Cuts the connection. */
  cut(): void;
}

const ACCEPTS: Record<StreamKind, string> = {
  SSE: 'text/event-stream',
  multipart: 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0",application/json',
};
const PATHS: Record<StreamKind, string> = { SSE: '/graphql/stream', multipart: '/graphql' };

/** Starts a subscription. The response can also be a rejection, so check its status. */
export function openStream(
  url: string,
  kind: StreamKind,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<StreamClient> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url + PATHS[kind], {
      method: 'POST',
      headers: { accept: ACCEPTS[kind], 'content-type': 'application/json', ...headers },
    });
    request.once('error', reject);
    request.once('response', (response) => {
      request.removeListener('error', reject);
      resolve(readStream(request, response, kind));
    });
    request.end(JSON.stringify(body));
  });
}

function readStream(request: ClientRequest, response: IncomingMessage, kind: StreamKind): StreamClient {
  const seen: StreamMessage[] = [];
  let taken = 0;
  let text = '';
  const delimiter = kind === 'SSE' ? '\n\n' : '\r\n--graphql';
  // The chunks of an incomplete message. They are joined once, because joining each time would copy a long message often.
  let chunks: string[] = [];
  let tail = '';
  let isOver = false;
  let wake: () => void = () => undefined;
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    chunks.push(chunk);
    const end = tail + chunk;
    tail = end.slice(-delimiter.length);
    if (!end.includes(delimiter) && !end.endsWith('--\r\n')) return;
    const pieces = chunks.join('').split(delimiter);
    const rest = pieces.pop() ?? '';
    chunks = [rest];
    seen.push(...pieces.flatMap(kind === 'SSE' ? sseMessage : partMessage));
    if (kind === 'multipart' && rest === '--\r\n') seen.push({ type: 'complete' });
    wake();
  });
  const ended = new Promise<'whole' | 'broken'>((resolve) => {
    response.once('close', () => {
      isOver = true;
      resolve(response.complete ? 'whole' : 'broken');
      wake();
    });
  });
  return {
    response,
    seen,
    ended,
    text: () => text,
    cut: () => request.destroy(),
    async next() {
      for (;;) {
        const message = seen[taken];
        taken += 1;
        if (message !== undefined && message.type !== 'heartbeat') return message;
        if (message !== undefined) continue;
        taken -= 1;
        if (isOver) return null;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

function sseMessage(block: string): StreamMessage[] {
  if (block === ':') return [{ type: 'heartbeat' }];
  const [event, data = ''] = block.split('\n');
  if (event === 'event: complete') return [{ type: 'complete' }];
  return [{ type: 'next', payload: JSON.parse(data.replace('data: ', '')) as unknown }];
}

function partMessage(piece: string): StreamMessage[] {
  const [head = '', body] = piece.split('\r\n\r\n');
  if (body === undefined) return [];
  if (head.trim().toLowerCase() !== 'content-type: application/json') throw new Error(`unexpected part head: ${head}`);
  const message = JSON.parse(body) as { payload?: unknown; errors?: unknown };
  if (Object.keys(message).length === 0) return [{ type: 'heartbeat' }];
  if (message.errors !== undefined) return [{ type: 'failed', payload: { errors: message.errors } }];
  return [{ type: 'next', payload: message.payload }];
}
