import { buildSchema, GraphQLObjectType, type GraphQLSchema, parse } from 'graphql';
import type { GatewayContext } from '../../../src/graphql/context.js';
import { DISTINCT_UNTIL_CHANGED } from '../../../src/graphql/extensions.js';
import { asOwnerId } from '../../../src/model/ids.js';
import type { Scope } from '../../../src/model/viewer.js';
import type { Caller } from '../../../src/server/graphql/request-context.js';
import {
  createSubscriptionExecutor,
  type SubscriptionRequest,
  type SubscriptionResults,
} from '../../../src/server/subscriptions/execute-subscription.js';

const DOCUMENT = parse('subscription ($w: Boolean!) { changed { text scopes @include(if: $w) } }');

interface Event {
  text: string;
  /** Resolves when the text may be read; left out: immediately. */
  ready?: Promise<void>;
}

/** A schema whose subscription delivers these events, and what its resolvers saw. */
function schemaOf(events: readonly Event[], extensions: Record<string, unknown> = {}) {
  const schema = buildSchema(`
    type Event { text: String! scopes: [String!]! }
    type Query { nothing: Boolean }
    type Subscription { changed: Event! }
  `);
  const seen = { read: 0, returned: 0, signals: [] as AbortSignal[] };
  const changed = schema.getSubscriptionType()?.getFields().changed;
  const event = schema.getType('Event');
  if (!changed || !(event instanceof GraphQLObjectType)) throw new Error('not the schema of this test');
  changed.extensions = extensions;
  changed.subscribe = async function* () {
    await Promise.resolve();
    try {
      for (const one of events) {
        seen.read += 1;
        yield one;
      }
    } finally {
      seen.returned += 1;
    }
  };
  changed.resolve = (root, _args, { signal }: GatewayContext) => {
    seen.signals.push(signal);
    return root as unknown;
  };
  const { scopes, text } = event.getFields();
  if (scopes) scopes.resolve = (_root, _args, { viewer }: GatewayContext) => [...viewer.scopes];
  if (text) text.resolve = async (root: Event) => ((await root.ready, root.text === 'fail') ? null : root.text);
  return { schema, seen };
}

function request(options: Partial<SubscriptionRequest> & { owner?: string; scopes?: Scope[] } = {}) {
  const { owner = 'ada', scopes = ['items:read'], ...rest } = options;
  const viewer = { id: asOwnerId(owner), scopes: new Set(scopes), expiresAt: null };
  return {
    ...{ document: DOCUMENT, operationName: null, variables: { w: true }, hasExpired: () => false },
    caller: { viewer } as unknown as Caller,
    controller: new AbortController(),
    ...rest,
  } satisfies SubscriptionRequest;
}

async function start(schema: GraphQLSchema, subscription: SubscriptionRequest): Promise<SubscriptionResults> {
  const executor = createSubscriptionExecutor({
    maxSubscriptions: 1_000,
    schema,
    createContext: ({ viewer, signal }) => ({ viewer, signal }) as unknown as GatewayContext,
  });
  const results = await executor.start(subscription);
  if (!('next' in results)) throw new Error(JSON.stringify(results));
  return results;
}

async function textsOf(results: SubscriptionResults): Promise<unknown[]> {
  const texts: unknown[] = [];
  for await (const { data, errors } of results) {
    texts.push(errors ? 'error' : (data?.changed as { text?: string } | undefined)?.text);
  }
  return texts;
}

const HELLO: Event = { text: 'hello' };

describe('A subscription', () => {
  it.each([
    ['another viewer', { owner: 'bob' }, { ...HELLO, scopes: ['items:read'] }],
    ['other scopes', { scopes: ['items:write'] as Scope[] }, { ...HELLO, scopes: ['items:write'] }],
    ['other variables', { variables: { w: false } }, HELLO],
  ])('to the same event as one with %s gets a result of its own', async (_, other, expected) => {
    const { schema } = schemaOf([HELLO]);
    const both = [request(), request(other)];
    const [mine, theirs] = await Promise.all(
      both.map(async (one) => (await (await start(schema, one)).next()).value?.data?.changed),
    );
    expect(mine).toEqual({ ...HELLO, scopes: ['items:read'] });
    expect(theirs).toEqual(expected);
  });

  it('delivers every event once, in order, and an error in one result does not end it', async () => {
    const { schema } = schemaOf(['one', 'fail', 'fail', 'two'].map((text) => ({ text })));
    await expect(textsOf(await start(schema, request()))).resolves.toEqual(['one', 'error', 'error', 'two']);
  });

  it('skips a result that repeats the one before, for a field that reports states', async () => {
    const events = ['a', 'a', 'b', 'a'].map((text) => ({ text }));
    const { schema } = schemaOf(events, { [DISTINCT_UNTIL_CHANGED]: ({ text }: Event) => text });
    await expect(textsOf(await start(schema, request()))).resolves.toEqual(['a', 'b', 'a']);
  });

  it('reads the next event only when the next result is requested', async () => {
    const { schema, seen } = schemaOf(['one', 'two', 'three'].map((text) => ({ text })));
    const results = await start(schema, request());
    await results.next();
    expect(seen.read).toBe(1);
    await results.return();
  });

  it('has a signal for each event, which is aborted when its execution has finished', async () => {
    const { schema, seen } = schemaOf([HELLO, HELLO]);
    const subscription = request();
    await textsOf(await start(schema, subscription));
    expect(new Set(seen.signals).size).toBe(2);
    expect(seen.signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('that is aborted abandons the execution under way, without a result, and releases its source', async () => {
    const { schema, seen } = schemaOf([{ text: 'never', ready: new Promise(() => undefined) }]);
    const subscription = request();
    const results = await start(schema, subscription);
    const pending = results.next();
    while (seen.signals.length === 0) await new Promise(setImmediate);
    subscription.controller.abort();
    await expect(pending).resolves.toEqual({ done: true, value: undefined });
    expect(seen.signals[0]?.aborted).toBe(true);
    expect(seen.returned).toBe(1);
  });

  it('delivers nothing once its token has expired, and releases its source', async () => {
    const { schema, seen } = schemaOf([HELLO]);
    await expect(textsOf(await start(schema, request({ hasExpired: () => true })))).resolves.toEqual([]);
    expect(seen.returned).toBe(1);
  });
});
