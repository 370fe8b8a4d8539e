import type { Actions } from '../../actions/actions.js';
import type { Feed } from '../../feed/feed.js';
import type { ListCursors } from '../../graphql/connection/connection.js';
import type { GatewayContext, GraphqlSettings } from '../../graphql/context.js';
import type { Loaders } from '../../loaders/loaders.js';
import type { Viewer } from '../../model/viewer.js';
import type { RequestTelemetry } from '../http/request-telemetry.js';

/** Who runs an operation, under which id, and when to stop working for them. */
export interface Caller {
  viewer: Viewer;
  requestId: string;
  /** Aborts when the client has gone. */
  signal: AbortSignal;
  /** Where it is told what comes of it; nowhere when left out. */
  report?: RequestTelemetry | null;
}

/** The parts of the gateway as one operation sees them: everything holds the viewer. */
export interface Operation {
  readonly feed: Feed;
  readonly cursors: ListCursors;
  /** How many requests were sent to Plaid for this operation so far. */
  upstreamCalls(): number;
  /** New loaders with nothing in them. */
  renewLoaders(): Loaders;
  createActions(): Actions;
}

/** Made once per operation, by app.ts. */
export type CreateOperation = (caller: Caller) => Operation;

/** What resolvers see, and where the server tells what came of it. */
export type ServedContext = GatewayContext & Pick<Caller, 'report'>;

/** Builds what resolvers see. Loaders and actions are made when they are first asked for: a subscription may never need them. */
export function createGatewayContext(
  caller: Caller,
  operation: Operation,
  settings: GraphqlSettings,
  now: () => number,
): ServedContext {
  return new OperationContext(caller, operation, settings, now);
}

/**
 * Apollo Server gives resolvers a copy: a new object of the same class with the same own properties. Accessors of an object
 * would be read once and copied as values, and a private field would not be copied at all. So what changes during the
 * operation is kept in one object that all copies share, and is read by the accessors of the class.
 */
class OperationContext implements ServedContext {
  readonly requestId: Caller['requestId'];
  readonly viewer: Caller['viewer'];
  readonly signal: Caller['signal'];
  readonly report: Caller['report'];
  readonly feed: Feed;
  readonly cursors: ListCursors;
  private readonly made: { loaders: Loaders | null; actions: Actions | null } = { loaders: null, actions: null };

  constructor(
    caller: Caller,
    private readonly operation: Operation,
    readonly settings: GraphqlSettings,
    readonly now: () => number,
  ) {
    this.requestId = caller.requestId;
    this.viewer = caller.viewer;
    this.signal = caller.signal;
    this.report = caller.report;
    this.feed = operation.feed;
    this.cursors = operation.cursors;
  }

  get loaders(): Loaders {
    return (this.made.loaders ??= this.operation.renewLoaders());
  }

  get actions(): Actions {
    return (this.made.actions ??= this.operation.createActions());
  }

  renewLoaders(): Loaders {
    this.made.loaders = this.operation.renewLoaders();
    return this.made.loaders;
  }
}
