import { GraphQLError, type ExecutionArgs, type ExecutionResult, subscribe } from 'graphql';
import type { ServerOptions, SubscribePayload } from 'graphql-ws';
import type { Limits } from '../config/config.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { GatewayContext } from '../graphql/context.js';
import type { Viewer } from '../model/viewer.js';
import { abortable } from './abortable.js';
import type { Authenticate } from './authenticate.js';
import { onExpiry } from './expiry.js';
import type { FormatError } from './format-error.js';
import { limitExceeded } from './limits/check-limits.js';
import type { Pipeline } from './pipeline.js';
import type { RateLimit } from './rate-limit.js';
import type { Caller } from './request-context.js';
import { type ReportDeps, reportSubscription } from './request-report.js';
import type { Seats } from './seats.js';
import { CLOSE_CODES, type ServedSocket } from './websocket-socket.js';

/** What is known of one socket; graphql-ws hands it to every callback. */
export interface Session {
  readonly socket: ServedSocket;
  viewer: Viewer | null;
  expiry: NodeJS.Timeout | null;
  /** The trace that the upgrade was a part of. */
  readonly traceparent: string | undefined;
  /** Gives the viewer's seat back; null before sign-in. */
  leave: (() => void) | null;
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
  begin(caller: Caller): { context: GatewayContext };
  report: ReportDeps;
  newId: () => string;
  now: () => number;
}

type Options = ServerOptions<Record<string, unknown>, Session>;

/** The callbacks by which graphql-ws serves subscriptions: who, what, how much, and what errors look like. */
export function sessionOptions(deps: SessionDeps): Options {
  const requestIds = new WeakMap<SubscribePayload, string>();
  const operations = new WeakMap<object, AbortController>();

  const formatAll = (payload: SubscribePayload, errors: readonly unknown[]) =>
    errors.map((error) => deps.format(error, requestIds.get(payload) ?? deps.newId()));

  return {
    async onConnect({ connectionParams, extra: session }) {
      const viewer = await signIn(deps.authenticate, connectionParams);
      if (viewer === 'unknown') return refuse(session, CLOSE_CODES.unauthorized, 'Unauthorized');
      if (viewer === 'unavailable') return refuse(session, CLOSE_CODES.tryAgainLater, 'Try again later');
      // It may have gone while its token was checked; then nothing would take it off the count again.
      if (session.isClosed) return false;
      session.leave = deps.seats.take(viewer.id);
      if (session.leave === null) return refuse(session, CLOSE_CODES.tooMany, 'Too many sockets');
      session.viewer = viewer;
      session.expiry = onExpiry(viewer, deps.now(), () => {
        session.socket.close(CLOSE_CODES.forbidden, 'Token expired');
      });
      return true;
    },

    onSubscribe({ subscriptions, extra: session }, _id, payload) {
      const requestId = deps.newId();
      requestIds.set(payload, requestId);
      const report = reportSubscription(deps.report, { requestId, traceparent: session.traceparent });
      const refusal = overLimit(deps, session, Object.keys(subscriptions).length);
      if (refusal) {
        report.end('refused');
        return [refusal];
      }
      const { query, operationName, variables } = payload;
      const prepared = deps.pipeline.prepare({ query, operationName, variables }, ['subscription']);
      if (!prepared.ok) {
        report.end('refused');
        return prepared.errors;
      }
      const operation = new AbortController();
      session.operations.add(operation);
      const { context } = deps.begin({ viewer: viewerOf(session), requestId, report, signal: operation.signal });
      const ended = (): void => {
        session.operations.delete(operation);
        report.end(session.isClosed ? 'aborted' : 'ok');
      };
      operation.signal.addEventListener('abort', ended, { once: true });
      operations.set(context, operation);
      return {
        schema: deps.pipeline.schema,
        document: prepared.document,
        operationName,
        variableValues: variables,
        contextValue: context,
      };
    },

    subscribe: (args) => start(args, operations),
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
): Promise<Viewer | 'unknown' | 'unavailable'> {
  const authorization = params?.authorization;
  if (authorization !== undefined && typeof authorization !== 'string') return 'unknown';
  try {
    return await authenticate(authorization);
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

async function start(args: ExecutionArgs, operations: WeakMap<object, AbortController>) {
  const operation = operations.get(args.contextValue as object);
  const result = await subscribe(args);
  if (operation === undefined) return result;
  if (Symbol.asyncIterator in result) return abortable(result, operation);
  operation.abort();
  return result satisfies ExecutionResult;
}
