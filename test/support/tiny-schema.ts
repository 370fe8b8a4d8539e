import { buildSchema, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { GatewayError } from '../../src/errors/gateway-error.js';
import type { GatewayContext } from '../../src/graphql/context.js';

const SDL = `
  enum Color { RED GREEN }
  input EchoInput { text: String! count: Int colors: [Color!] }
  type Deep { deep: Deep name: String }
  type Query {
    hello: String
    me: String
    echo(input: EchoInput, text: String, count: Int! = 1): String
    fail(how: String!): String
    deep: Deep
    wait: String
  }
  type Mutation { write: Boolean }
  type Subscription {
    ticks(count: Int!): Int!
    forever: Int!
    big(bytes: Int!): String!
    refused: Int!
    breaking: Int!
    failing: Int!
  }
`;

type Resolver = GraphQLFieldResolver<unknown, GatewayContext, Record<string, unknown>>;

/** Hooks that let a test control resolvers without sleeping. */
export interface TinyHooks {
  /** The result of `wait`. */
  wait(signal: AbortSignal): Promise<string>;
  /** Called when a `forever` subscription has been cleaned up. */
  released(): void;
}

async function* ticks(count: number): AsyncGenerator<number> {
  for (let tick = 1; tick <= count; tick += 1) {
    await Promise.resolve();
    yield tick;
  }
}

async function* untilAborted(signal: AbortSignal, released: () => void): AsyncGenerator<number> {
  yield 0;
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
  released();
}

async function* endlessText(bytes: number): AsyncGenerator<string> {
  for (;;) {
    await Promise.resolve();
    yield 'x'.repeat(bytes);
  }
}

async function* thenFails(): AsyncGenerator<number> {
  yield 1;
  await Promise.resolve();
  throw new GatewayError('SLOW_CONSUMER', 'Read on from your last cursor.');
}

function fail(how: string): never {
  if (how === 'gateway') {
    const plaid = {
      errorType: 'ITEM_ERROR',
      errorCode: 'ITEM_LOGIN_REQUIRED',
      errorCodeReason: null,
      displayMessage: null,
      requestId: 'plaid-1',
      documentationUrl: null,
      suggestedAction: null,
    };
    throw new GatewayError('ITEM_ACTION_REQUIRED', 'The end user has to log in again.', {
      plaid,
      requiredAction: 'REAUTHENTICATE',
    });
  }
  throw new Error('connection to postgres://user:hunter2@db failed');
}

/** A schema for testing the server without the rest of the gateway. */
export function tinySchema(hooks: TinyHooks): GraphQLSchema {
  const schema = buildSchema(SDL);
  const resolve = (type: string, field: string, resolver: Resolver) => {
    fieldOf(schema, type, field).resolve = resolver;
  };
  const subscribe = (field: string, source: Resolver) => {
    fieldOf(schema, 'Subscription', field).subscribe = source;
    resolve('Subscription', field, (value) => value);
  };
  resolve('Query', 'hello', () => 'world');
  resolve('Query', 'me', (_root, _args, context) => context.viewer.id);
  resolve('Query', 'echo', (_root, args) => JSON.stringify(args));
  resolve('Query', 'fail', (_root, args) => fail(String(args.how)));
  resolve('Query', 'wait', (_root, _args, context) => hooks.wait(context.signal));
  resolve('Mutation', 'write', () => true);
  subscribe('ticks', (_root, args) => ticks(Number(args.count)));
  subscribe('big', (_root, args) => endlessText(Number(args.bytes)));
  subscribe('forever', (_root, _args, context) =>
    untilAborted(context.signal, () => {
      hooks.released();
    }),
  );
  subscribe('refused', () => {
    throw new GatewayError('NOT_FOUND', 'No such object, or it is not yours.');
  });
  subscribe('breaking', thenFails);
  subscribe('failing', () => ticks(1));
  resolve('Subscription', 'failing', () => fail('internal'));
  return schema;
}

function fieldOf(schema: GraphQLSchema, type: string, field: string) {
  const found = schema.getType(type);
  if (!found || !('getFields' in found)) throw new Error(`no type ${type}`);
  const fields = found.getFields() as Record<string, { resolve?: Resolver; subscribe?: Resolver }>;
  const target = fields[field];
  if (!target) throw new Error(`no field ${field}`);
  return target;
}
