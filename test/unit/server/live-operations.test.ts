import { buildSchema, GraphQLObjectType, type GraphQLSchema, parse } from 'graphql';
import type { GatewayContext } from '../../../src/graphql/context.js';
import { asOwnerId } from '../../../src/model/ids.js';
import type { Scope } from '../../../src/model/viewer.js';
import { createLiveOperations, type LiveRequest } from '../../../src/server/subscriptions/operations.js';
import type { Caller } from '../../../src/server/graphql/request-context.js';

/** Of one event that all subscribers are told in the same moment. */
const EVENT = { text: 'hello' };

const DOCUMENT = parse(`subscription ($w: Boolean!, $from: Int) {
  told(from: $from) { text scopes @include(if: $w) }
}`);

/** Counts how often an event was executed. */
function tellingSchema(): { schema: GraphQLSchema; executions: () => number } {
  const schema = buildSchema(`
    type Event { text: String! scopes: [String!]! }
    type Query { nothing: Boolean }
    type Subscription { told(from: Int): Event! }
  `);
  let executions = 0;
  const told = schema.getSubscriptionType()?.getFields().told;
  const event = schema.getType('Event');
  if (!told || !(event instanceof GraphQLObjectType)) throw new Error('not the schema of this test');
  told.subscribe = async function* () {
    await Promise.resolve();
    yield EVENT;
  };
  told.resolve = (root) => {
    executions += 1;
    return root as unknown;
  };
  const { scopes } = event.getFields();
  if (scopes) scopes.resolve = (_root, _args, { viewer }: GatewayContext) => [...viewer.scopes];
  return { schema, executions: () => executions };
}

function request(variables: Record<string, unknown>, owner = 'ada', scopes: Scope[] = ['items:read']): LiveRequest {
  const viewer = { id: asOwnerId(owner), scopes: new Set(scopes), expiresAt: null };
  const caller = { viewer } as unknown as Caller;
  return { document: DOCUMENT, operationName: null, variables, caller, controller: new AbortController() };
}

/** What each of these subscriptions is told of the one event, and how often it was executed for all of them. */
async function tell(...requests: LiveRequest[]): Promise<{ answers: unknown[]; executions: number }> {
  const { schema, executions } = tellingSchema();
  const live = createLiveOperations({
    maxSubscriptions: 1_000,
    schema,
    begin: (caller) => ({ context: { viewer: caller.viewer } as unknown as GatewayContext }),
  });
  const started = await Promise.all(requests.map((one) => live.start(one)));
  const answers = started.map(async (results) => {
    if (!('next' in results)) throw new Error(JSON.stringify(results));
    const { value } = await results.next();
    await results.return();
    return value?.result.data?.told;
  });
  return { answers: await Promise.all(answers), executions: executions() };
}

const READ = ['items:read'];

describe('subscriptions to one event at the same time', () => {
  it('share one execution when they differ only in what chooses the events', async () => {
    const { answers, executions } = await tell(request({ w: true, from: 1 }), request({ w: true, from: 2 }));
    expect(answers).toEqual([
      { ...EVENT, scopes: READ },
      { ...EVENT, scopes: READ },
    ]);
    expect(executions).toBe(1);
  });

  it('of one viewer that differ only in a variable used below the root get each their own answer', async () => {
    const { answers } = await tell(request({ w: true }), request({ w: false }));
    expect(answers).toEqual([{ ...EVENT, scopes: READ }, EVENT]);
  });

  it('of one viewer that differ only in scopes get each their own answer', async () => {
    const both: Scope[] = ['items:read', 'items:write'];
    const { answers } = await tell(request({ w: true }), request({ w: true }, 'ada', both));
    expect(answers).toEqual([
      { ...EVENT, scopes: READ },
      { ...EVENT, scopes: both },
    ]);
  });

  it('of two viewers are executed for each', async () => {
    const { executions } = await tell(request({ w: true }), request({ w: true }, 'bob'));
    expect(executions).toBe(2);
  });
});
