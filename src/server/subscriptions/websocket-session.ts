import { type ExecutionArgs, GraphQLError } from 'graphql';
import type { ServerOptions, SubscribePayload } from 'graphql-ws';
import type { Limits } from '../../config/config.js';
import type { Viewer } from '../../model/viewer.js';
import type { FormatError } from '../graphql/format-error.js';
import type { Pipeline } from '../graphql/pipeline.js';
import { type Authenticate, AuthenticationError, type AuthenticationFault } from '../http/authenticate.js';
import { instrumentSubscription, type TelemetryDeps } from '../http/request-telemetry.js';
import { type TokenExpiry, watchTokenExpiry } from './token-expiry.js';
import { limitExceeded, type RateLimit } from '../limits/operation-limits.js';
import type { ConnectionSlots } from '../limits/connection-slots.js';
import type { RefusalReason, Refusals } from '../http/refusals.js';
import { CLOSE_CODES, type WebSocketConnection } from './websocket-connection.js';
import type { SubscriptionExecutor, SubscriptionRequest } from './execute-subscription.js';

/** The state of one socket. graphql-ws passes it to every callback. */
export interface Session {
  readonly socket: WebSocketConnection;
  /** The Host header of the upgrade. */
  readonly host: string | undefined;
  /** The Authorization header of the upgrade. */
  readonly authorization: string | undefined;
  /** The request id of the upgrade. */
  readonly requestId: string;
  viewer: Viewer | null;
  expiry: TokenExpiry | null;
  /** The trace context of the upgrade. */
  readonly traceparent: string | undefined;
  /** Releases the viewer's slot; null before authentication. */
  releaseSlot: (() => void) | null;
  /** The viewer of the token in the header of the upgrade; null: there was no valid token. */
  readonly upgradedBy: Viewer | null;
  /** Takes a slot for the viewer, and counts the socket as authenticated. null: the viewer has no slot left. */
  takeSlot(viewer: Viewer): (() => void) | null;
  isClosed: boolean;
  readonly operations: Set<AbortController>;
}

/** What the sockets need from the rest of the server. */
export interface SessionDeps {
  pipeline: Pipeline;
  authenticate: Authenticate;
  format: FormatError;
  /** LIMIT_SUBSCRIBES_PER_MINUTE. */
  rateLimit: RateLimit;
  limits: Pick<Limits, 'subscriptionsPerSocket'>;
  slots: ConnectionSlots;
  executor: SubscriptionExecutor;
  telemetry: TelemetryDeps;
  refusals: Refusals;
  newId: () => string;
  now: () => number;
  /** How often to check whether a token has expired, in addition to every delivery. */
  expiryCheckMs: number;
}

type Options = ServerOptions<Record<string, unknown>, Session>;

/** The callbacks of graphql-ws: authentication, limits, the pipeline, execution and the format of errors. */
export function sessionOptions(deps: SessionDeps): Options {
  const requestIds = new WeakMap<SubscribePayload, string>();

  const formatAll = (payload: SubscribePayload, errors: readonly unknown[]) =>
    errors.map((error) => deps.format(error, requestIds.get(payload) ?? deps.newId()));

  return {
    async onConnect({ connectionParams, extra: session }) {
      const isUpgraded = session.upgradedBy !== null && authorizationIn(connectionParams) === undefined;
      const viewer = isUpgraded
        ? session.upgradedBy
        : await authenticateSession(deps.authenticate, connectionParams, session);
      if (typeof viewer === 'string') return refuse(deps, session, viewer, ...CLOSE_REASONS[viewer]);
      // It may have closed while its token was verified; then onClose would not release what is taken from here on.
      if (session.isClosed) return false;
      session.releaseSlot = session.takeSlot(viewer);
      if (session.releaseSlot === null) {
        return refuse(deps, session, 'too_many_sockets', CLOSE_CODES.tooMany, 'Too many sockets');
      }
      session.viewer = viewer;
      session.expiry = watchTokenExpiry(viewer, { now: deps.now, checkMs: deps.expiryCheckMs }, () => {
        session.socket.close(...CLOSE_REASONS.token_expired);
      });
      return true;
    },

    onSubscribe({ subscriptions, extra: session }, _id, payload) {
      const requestId = deps.newId();
      requestIds.set(payload, requestId);
      const report = instrumentSubscription(deps.telemetry, { requestId, traceparent: session.traceparent });
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
      const request: SubscriptionRequest = {
        ...{ document, operationName, variables, caller, controller },
        // Closes the socket when it has.
        hasExpired: () => session.expiry?.hasPassed() === true,
      };
      return { schema: deps.pipeline.schema, document, operationName, contextValue: request };
    },

    subscribe: (args: ExecutionArgs) => deps.executor.start(args.contextValue as SubscriptionRequest),
    onError: (_context, _id, payload, errors) => formatAll(payload, errors),
    onNext: (_context, _id, payload, _args, result) =>
      result.errors ? { ...result, errors: formatAll(payload, result.errors) } : undefined,

    onClose({ extra: session }) {
      session.isClosed = true;
      session.expiry?.cancel();
      session.operations.forEach((operation) => {
        operation.abort();
      });
      session.releaseSlot?.();
    },
  };
}

/** How a socket is closed when authentication fails. Clients treat 4401 as final; after 4403 they reconnect with a new token. */
const CLOSE_REASONS: Record<AuthenticationFault, [code: number, reason: string]> = {
  token_missing: [CLOSE_CODES.unauthorized, 'Unauthorized: no token in the header or in connection_init'],
  token_malformed: [CLOSE_CODES.unauthorized, 'Unauthorized: authorization must be "Bearer" and a token'],
  token_signature: [CLOSE_CODES.unauthorized, 'Unauthorized: the token is not valid'],
  token_expired: [CLOSE_CODES.forbidden, 'Token expired'],
  token_times: [CLOSE_CODES.unauthorized, 'Unauthorized: exp, nbf or iat of the token is missing or wrong'],
  token_issuer: [CLOSE_CODES.unauthorized, 'Unauthorized: the token is from another issuer'],
  token_audience: [CLOSE_CODES.unauthorized, 'Unauthorized: the token is for another audience'],
  token_owner: [CLOSE_CODES.unauthorized, 'Unauthorized: the owner claim of the token is not valid'],
  keys_unavailable: [CLOSE_CODES.tryAgainLater, 'Try again later: the keys that verify tokens are not available'],
};

/** The viewer, or why there is none. */
async function authenticateSession(
  authenticate: Authenticate,
  params: Readonly<Record<string, unknown>> | undefined,
  { authorization: header, host }: Session,
): Promise<Viewer | AuthenticationFault> {
  const given = authorizationIn(params) ?? header;
  if (given !== undefined && typeof given !== 'string') return 'token_malformed';
  try {
    return await authenticate(given, host);
  } catch (error) {
    return error instanceof AuthenticationError ? error.fault : 'keys_unavailable';
  }
}

/**
 * The value of `authorization` in the payload of connection_init, in any case, at the top level or under `headers`, because
 * clients differ. Browsers cannot set the header of the upgrade, so this takes precedence. undefined: absent.
 */
function authorizationIn(params: Readonly<Record<string, unknown>> | undefined): unknown {
  return valueOf(params, 'authorization') ?? valueOf(valueOf(params, 'headers'), 'authorization');
}

/** The value of a property, its name in any case; undefined when it is absent or null. */
function valueOf(object: unknown, wanted: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  const entries: [string, unknown][] = Object.entries(object);
  return entries.find(([name, value]) => name.toLowerCase() === wanted && value != null)?.[1];
}

function refuse(
  { refusals }: SessionDeps,
  { socket, requestId }: Session,
  why: RefusalReason,
  code: number,
  reason: string,
): false {
  refusals.report({ reason: why, transport: 'websocket', requestId });
  socket.close(code, reason);
  return false;
}

function overLimit(deps: SessionDeps, session: Session, open: number): GraphQLError | null {
  try {
    // The socket is closed then, so this error is never sent.
    if (session.expiry?.hasPassed() === true) throw new AuthenticationError('token_expired');
    deps.rateLimit.take(viewerOf(session).id);
    // The new subscription is already counted.
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
  if (session.viewer === null) throw new Error('A socket subscribed before it was authenticated.');
  return session.viewer;
}
