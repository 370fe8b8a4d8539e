/**
 * The baseline of the live feed benchmarks: an HTTP receiver that publishes to in-memory generators, and graphql-ws as its
 * documentation sets it up. It has no authentication, log or limits. BENCH_KEY is the public key as JWK that webhook
 * signatures are verified with. Without it, they are not verified.
 */
import { createHash, createPublicKey, type JsonWebKey, randomUUID, verify } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { buildSchema, GraphQLScalarType } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

interface PlainEvent {
  id: string;
  cursor: string;
  webhookType: string;
  webhookCode: string;
  environment: string;
  receivedAt: string;
  itemId: string;
  payload: object;
}

interface Subscriber {
  types: readonly string[];
  push(event: PlainEvent): void;
}

const subscribers = new Set<Subscriber>();
const key = process.env.BENCH_KEY === undefined ? null : (JSON.parse(process.env.BENCH_KEY) as JsonWebKey);
const publicKey = key === null ? null : createPublicKey({ key, format: 'jwk' });
let published = 0;

function publish(event: PlainEvent): void {
  const type = event.webhookType;
  const withCode = `${type}/${event.webhookCode}`;
  for (const subscriber of subscribers) {
    const { types } = subscriber;
    if (types.includes(type) || types.includes(withCode)) subscriber.push(event);
  }
}

async function* watch({ types }: { types: string[] }): AsyncGenerator<{ webhookEvents: PlainEvent }> {
  const waiting: PlainEvent[] = [];
  let wake: () => void = () => undefined;
  const subscriber: Subscriber = {
    types,
    push(event) {
      waiting.push(event);
      wake();
    },
  };
  subscribers.add(subscriber);
  try {
    for (;;) {
      const event = waiting.shift();
      if (event === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else yield { webhookEvents: event };
    }
  } finally {
    subscribers.delete(subscriber);
  }
}

const schema = buildSchema(`
  scalar JSONObject
  type Query { version: String }
  type WebhookEvent {
    id: ID! cursor: String! webhookType: String! webhookCode: String! environment: String! receivedAt: String! itemId: ID
    payload: JSONObject!
  }
  type Subscription { webhookEvents(types: [String!]): WebhookEvent! }
`);
const json = schema.getType('JSONObject');
if (json instanceof GraphQLScalarType) json.serialize = (value) => value;
const root = schema.getSubscriptionType()?.getFields().webhookEvents;
if (root !== undefined) root.subscribe = (_root, args: { types: string[] }) => watch(args);

function isSigned(token: string, body: Buffer): boolean {
  if (publicKey === null) return true;
  const [head = '', claims = '', signature = ''] = token.split('.');
  const { request_body_sha256: hash } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<
    string,
    string
  >;
  if (createHash('sha256').update(body).digest('hex') !== hash) return false;
  const how = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  return verify('sha256', Buffer.from(`${head}.${claims}`), how, Buffer.from(signature, 'base64url'));
}

async function receive(request: IncomingMessage): Promise<number> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (!isSigned(String(request.headers['plaid-verification']), bytes)) return 401;
  const payload = JSON.parse(bytes.toString()) as Record<string, string>;
  published += 1;
  publish({
    id: randomUUID(),
    cursor: String(published),
    webhookType: payload.webhook_type ?? '',
    webhookCode: payload.webhook_code ?? '',
    environment: payload.environment ?? '',
    receivedAt: new Date().toISOString(),
    itemId: payload.item_id ?? '',
    payload,
  });
  return 200;
}

const server = createServer((request, response) => {
  void receive(request).then((status) => response.writeHead(status).end());
});
useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.stdout.write(`http://127.0.0.1:${String(address?.port)}\n`);
});
process.on('SIGTERM', () => process.exit(0));
