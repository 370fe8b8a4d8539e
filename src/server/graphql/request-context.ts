import type { Actions } from '../../actions/actions.js';
import type { Feed } from '../../feed/feed.js';
import type { GatewayContext, GraphqlSettings, ListCursors } from '../../graphql/context.js';
import type { Loaders } from '../../loaders/loaders.js';
import type { Viewer } from '../../model/viewer.js';
import type { RequestTelemetry } from '../http/request-telemetry.js';

/** The caller of an operation. */
export interface Caller {
  viewer: Viewer;
  requestId: string;
  /** Aborts when the client disconnects. It may be created when it is first read. */
  signal: AbortSignal;
  /** The telemetry of the request. */
  report?: RequestTelemetry | null;
}

/** What one operation uses. Every part is bound to the viewer. */
export interface Operation {
  readonly feed: Feed;
  readonly cursors: ListCursors;
  /** The number of requests sent to Plaid for this operation so far. */
  upstreamCalls(): number;
  /** New, empty loaders. */
  renewLoaders(): Loaders;
  createActions(): Actions;
}

/** Called once per operation. app.ts provides it. */
export type CreateOperation = (caller: Caller) => Operation;

/** The context of resolvers, with the telemetry of the request. */
export type ServedContext = GatewayContext & Pick<Caller, 'report'>;

/** The context of resolvers. Loaders and actions are created on first use, because a subscription may never need them. */
export function createGatewayContext(
  caller: Caller,
  operation: Operation,
  settings: GraphqlSettings,
  now: () => number,
): ServedContext {
  return new OperationContext(caller, operation, settings, now);
}

/**
 * Apollo Server passes resolvers a copy: a new object of the same class with the same own properties. An own accessor would
 * be read once and copied as a value, and a private field would not be copied. So everything that changes during the
 * operation is in one object that all copies share, and accessors of the class read it.
 */
class OperationContext implements ServedContext {
  readonly requestId: Caller['requestId'];
  readonly viewer: Caller['viewer'];
  readonly report: Caller['report'];
  readonly feed: Feed;
  readonly cursors: ListCursors;
  private readonly created: { loaders: Loaders | null; actions: Actions | null } = { loaders: null, actions: null };

  constructor(
    private readonly caller: Caller,
    private readonly operation: Operation,
    readonly settings: GraphqlSettings,
    readonly now: () => number,
  ) {
    this.requestId = caller.requestId;
    this.viewer = caller.viewer;
    this.report = caller.report;
    this.feed = operation.feed;
    this.cursors = operation.cursors;
  }

  get signal(): AbortSignal {
    return this.caller.signal;
  }

  get loaders(): Loaders {
    return (this.created.loaders ??= this.operation.renewLoaders());
  }

  get actions(): Actions {
    return (this.created.actions ??= this.operation.createActions());
  }

  renewLoaders(): Loaders {
    this.created.loaders = this.operation.renewLoaders();
    return this.created.loaders;
  }
}
