import { GraphQLError, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { ServerOptions, SubscribePayload } from 'graphql-ws';
import type { Limits } from '../config/config.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Viewer } from '../model/viewer.js';
import type { Authenticate } from './authenticate.js';
import { onExpiry } from './expiry.js';
import type { FormatError } from './format-error.js';
import { limitExceeded } from './limits/check-limits.js';
import type { LiveOperations, LiveRequest, LiveResults } from './live-operations.js';
import type { Pipeline } from './pipeline.js';
import type { RateLimit } from './rate-limit.js';
import { type ReportDeps, reportSubscription } from './request-report.js';
import type { Seats } from './seats.js';
import { CLOSE_CODES, type ServedSocket } from './websocket-socket.js';

/** What is known of one socket; graphql-ws hands it to every callback. */
export interface Session {
  readonly socket: ServedSocket;
  /** Which host the socket was opened to. */
  readonly host: string | undefined;
  viewer: Viewer | null;
  expiry: NodeJS.Timeout | null;
  /** The trace that the upgrade was a part of. */
  readonly traceparent: string | undefined;
  /** Gives the viewer's seat back; null before sign-in. */
  leave: (() => void) | null;
  /** The header of the upgrade. */
  readonly authorization: string | undefined;
  /** Who the token in the header of the upgrade belongs to; null: there was none, or none that is valid. */
  readonly upgradedBy: Viewer | null;
  /** Takes a seat for the viewer, and counts the socket as signed in. null: the viewer has no seat left. */
  seat(viewer: Viewer): (() => void) | null;
  isClosed: boolean;
  readonly operations: Set<AbortController>;
}

/** What the sockets need of the rest of the server. */
export interface SessionDeps {
  pipeline: Pipeline;
  authenticate: Authenticate;
  format: FormatError;
  /** LIMIT_SUBSCRIBES_PER_MINUTE. */
  rateLimit: RateLimit;
  limits: Pick<Limits, 'subscriptionsPerSocket'>;
  seats: Seats;
  live: LiveOperations;
  report: ReportDeps;
  newId: () => string;
  now: () => number;
}

type Options = ServerOptions<Record<string, unknown>, Session>;

/** What graphql-ws carries from one callback to the next as the operation's context. */
interface Operation {
  /** The client's name for it. */
  id: string;
  session: Session;
  request: LiveRequest;
  show(errors: readonly unknown[]): unknown[];
}

/** The callbacks by which graphql-ws serves subscriptions: who, what, how much, and what errors look like. */
export function sessionOptions(deps: SessionDeps): Options {
  const requestIds = new WeakMap<SubscribePayload, string>();

  const formatAll = (payload: SubscribePayload, errors: readonly unknown[]) =>
    errors.map((error) => deps.format(error, requestIds.get(payload) ?? deps.newId()));

  return {
    async onConnect({ connectionParams, extra: session }) {
      const byHeader = connectionParams?.authorization === undefined ? session.upgradedBy : null;
      const params = { authorization: session.authorization, ...connectionParams };
      const viewer = byHeader ?? (await signIn(deps.authenticate, params, session.host));
      if (viewer === 'unknown') return refuse(session, CLOSE_CODES.unauthorized, 'Unauthorized');
      if (viewer === 'unavailable') return refuse(session, CLOSE_CODES.tryAgainLater, 'Try again later');
      // It may have gone while its token was checked; then nothing would take it off the count again.
      if (session.isClosed) return false;
      session.leave = session.seat(viewer);
      if (session.leave === null) return refuse(session, CLOSE_CODES.tooMany, 'Too many sockets');
      session.viewer = viewer;
      session.expiry = onExpiry(viewer, deps.now(), () => {
        session.socket.close(CLOSE_CODES.forbidden, 'Token expired');
      });
      return true;
    },

    onSubscribe({ subscriptions, extra: session }, id, payload) {
      const requestId = deps.newId();
      requestIds.set(payload, requestId);
      const report = reportSubscription(deps.report, { requestId, traceparent: session.traceparent });
      const refusal = overLimit(deps, session, Object.keys(subscriptions).length);
      if (refusal) {
        report.end('refused');
        return [refusal];
      }
      const { query, operationName, variables, extensions } = payload;
      const prepared = deps.pipeline.prepare({ query, operationName, variables, extensions }, ['subscription']);
      if (!prepared.ok) {
        report.end('refused');
        return prepared.errors;
      }
      const { document } = prepared;
      const controller = new AbortController();
      session.operations.add(controller);
      const ended = (): void => {
        session.operations.delete(controller);
        report.end(session.isClosed ? 'aborted' : 'ok');
      };
      controller.signal.addEventListener('abort', ended, { once: true });
      const caller = { viewer: viewerOf(session), requestId, report };
      const operation: Operation = {
        ...{ id, session, request: { document, operationName, variables, caller, controller } },
        show: (errors) => formatAll(payload, errors),
      };
      return { schema: deps.pipeline.schema, document, operationName, contextValue: operation };
    },

    subscribe: (args: ExecutionArgs) => start(deps.live, args.contextValue as Operation),
    onError: (_context, _id, payload, errors) => formatAll(payload, errors),
    onNext: (_context, _id, payload, _args, result) =>
      result.errors ? { ...result, errors: formatAll(payload, result.errors) } : undefined,

    onClose({ extra: session }) {
      session.isClosed = true;
      if (session.expiry) clearTimeout(session.expiry);
      session.operations.forEach((operation) => {
        operation.abort();
      });
      session.leave?.();
    },
  };
}

async function signIn(
  authenticate: Authenticate,
  params: Readonly<Record<string, unknown>> | undefined,
  host: string | undefined,
): Promise<Viewer | 'unknown' | 'unavailable'> {
  const authorization = params?.authorization;
  if (authorization !== undefined && typeof authorization !== 'string') return 'unknown';
  try {
    return await authenticate(authorization, host);
  } catch (error) {
    return error instanceof GatewayError && error.code === 'UNAUTHENTICATED' ? 'unknown' : 'unavailable';
  }
}

function refuse(session: Session, code: number, reason: string): false {
  session.socket.close(code, reason);
  return false;
}

function overLimit(deps: SessionDeps, session: Session, open: number): GraphQLError | null {
  try {
    deps.rateLimit.take(viewerOf(session).id);
    // The one being asked for is counted already.
    if (open > deps.limits.subscriptionsPerSocket) {
      throw limitExceeded(`At most ${deps.limits.subscriptionsPerSocket} subscriptions may be open on one socket.`);
    }
    return null;
  } catch (error) {
    const originalError = error as Error;
    return new GraphQLError(originalError.message, { originalError });
  }
}

function viewerOf(session: Session): Viewer {
  if (session.viewer === null) throw new Error('A socket subscribed before it was signed in.');
  return session.viewer;
}

async function start(live: LiveOperations, operation: Operation) {
  const results = await live.start(operation.request);
  return Symbol.asyncIterator in results ? written(results, operation) : results;
}

/**
 * Writes the results itself, each as text that is made once for all who share it; graphql-ws is handed none of them and
 * tells the client of the end. The next result is only asked for when this one has left the process.
 */
function written(results: LiveResults, operation: Operation): AsyncGenerator<ExecutionResult, void, void> {
  const { socket } = operation.session;
  const head = `{"id":${JSON.stringify(operation.id)},"type":"next","payload":`;
  async function writeAll(): Promise<IteratorResult<ExecutionResult, void>> {
    for (let next = await results.next(); next.done !== true; next = await results.next()) {
      const { result } = next.value;
      const payload = result.errors
        ? JSON.stringify({ ...result, errors: operation.show(result.errors) })
        : next.value.json();
      await socket.send(`${head}${payload}}`);
    }
    return { done: true, value: undefined };
  }
  async function end(): Promise<IteratorReturnResult<undefined>> {
    await results.return();
    return { done: true, value: undefined };
  }
  return {
    next: writeAll,
    return: end,
    async throw(error: unknown) {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await end();
    },
  };
}
