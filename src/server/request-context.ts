import type { Actions } from '../actions/actions.js';
import type { Feed } from '../feed/feed.js';
import type { ListCursors } from '../graphql/connection/cursor.js';
import type { GatewayContext, GraphqlSettings } from '../graphql/context.js';
import type { Loaders } from '../loaders/loaders.js';
import type { Viewer } from '../model/viewer.js';
import type { RequestReport } from './request-report.js';

/** Who runs an operation, under which id, and when to stop working for them. */
export interface Caller {
  viewer: Viewer;
  requestId: string;
  /** Aborts when the client has gone. */
  signal: AbortSignal;
  /** Where it is told what comes of it; nowhere when left out. */
  report?: RequestReport | null;
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
  let loaders: Loaders | null = null;
  let actions: Actions | null = null;
  return {
    ...caller,
    get actions() {
      return (actions ??= operation.createActions());
    },
    feed: operation.feed,
    cursors: operation.cursors,
    settings,
    now,
    get loaders() {
      return (loaders ??= operation.renewLoaders());
    },
    renewLoaders() {
      loaders = operation.renewLoaders();
      return loaders;
    },
  };
}
