import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import { setMaxListeners } from 'node:events';
import type { Limits } from '../../config/config.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Viewer } from '../../model/viewer.js';
import type { ConnectionLimit } from '../limits/connection-limit.js';
import type { FormatError } from '../graphql/format-error.js';
import type { OperationRequest, Pipeline } from '../graphql/pipeline.js';
import { sendError } from '../http/responses.js';
import { type TokenExpiry, watchTokenExpiry } from './token-expiry.js';
import { limitExceeded, type RateLimit } from '../limits/operation-limits.js';
import type { ConnectionSlots } from '../limits/connection-slots.js';
import type { Log } from '../../observability/logger.js';
import type { StreamFormat } from './stream-format.js';
import { openStreamResponse, type StreamResponse } from './stream-response.js';
import type { SubscriptionExecutor } from './execute-subscription.js';
import { staggered } from './staggered-close.js';

/** What the streams need from the rest of the server. */
export interface SubscriptionStreamsDeps {
  pipeline: Pipeline;
  format: FormatError;
  /** LIMIT_SUBSCRIBES_PER_MINUTE, shared with WebSocket. */
  rateLimit: RateLimit;
  /** LIMIT_SOCKETS_PER_VIEWER, shared with WebSocket. */
  slots: ConnectionSlots;
  /** LIMIT_CONNECTIONS, shared with WebSocket. */
  connections: ConnectionLimit;
  limits: Pick<Limits, 'stallMs'>;
  executor: SubscriptionExecutor;
  now: () => number;
  log: Log;
  /** How long a client may read nothing once its stream has ended. */
  closeTimeoutMs: number;
  /** The interval between heartbeats. */
  heartbeatMs?: number;
}

/** Subscriptions as streaming HTTP responses (SSE and multipart), one per response. */
export interface SubscriptionStreams {
  /** How many are open. */
  readonly size: number;
  /** Counts the subscription against its viewer's rate limit, before its body is read. Fails with LIMIT_EXCEEDED. */
  admit(viewer: Viewer): void;
  /** Takes over the response to a request whose envelope has been checked. Rejects before anything is written, or never. */
  serve(request: FastifyRequest, reply: FastifyReply, format: StreamFormat): Promise<void>;
  /**
   * Disconnects every stream after its last complete event, one after the other within `withinMs`, so that its client
   * reconnects to another instance. Resolves when all have ended.
   */
  close(withinMs: number): Promise<void>;
}

/** Apollo's protocol requires one every 5 s. */
const HEARTBEAT_MS = 5_000;
/**
 * A stream's client sends nothing after its request, and its reading is only visible when data had to wait for it. A stream
 * without either for this long counts as silent.
 */
const SILENT_MS = 30_000;
/** The retry delay to suggest when every connection is taken. */
const RETRY_AFTER_MS = 5_000;

/** The caller closes them. */
export function createSubscriptionStreams(deps: SubscriptionStreamsDeps): SubscriptionStreams {
  const open = new Map<Stream, Promise<void>>();
  let isClosing = false;

  function openStream(request: FastifyRequest, reply: FastifyReply, format: StreamFormat): Stream {
    const operation = new AbortController();
    setMaxListeners(0, operation.signal);
    const response = openStreamResponse(reply.raw, {
      format,
      headers: reply.getHeaders() as Record<string, string>,
      stallMs: deps.limits.stallMs,
      closeTimeoutMs: deps.closeTimeoutMs,
      heartbeatMs: deps.heartbeatMs ?? HEARTBEAT_MS,
      now: deps.now,
      onStall: () => {
        deps.log.warn({ requestId: request.id }, 'A client stopped reading; its stream was ended');
        stop(
          stream,
          new GatewayError(
            'SLOW_CONSUMER',
            'The client stopped reading. Subscribe again with your last cursor as `after`.',
          ),
        );
      },
    });
    reply.raw.once('close', () => {
      operation.abort();
    });
    const stream: Stream = { request, viewer: viewerOf(request), response, format, operation };
    return stream;
  }

  function stop({ request, response, format, operation }: Stream, error: GatewayError): void {
    response.end(format.failure([deps.format(error, request.id)]) + format.ending);
    operation.abort();
  }

  /** Ends a silent stream because its viewer needs the slot for a newer connection. */
  function evict(stream: Stream): void {
    deps.log.info(
      { requestId: stream.request.id },
      'A silent stream was closed in favor of a newer connection of its viewer',
    );
    stop(
      stream,
      new GatewayError(
        'SLOW_CONSUMER',
        'Closed in favor of a newer connection. Subscribe again with your last cursor as `after`.',
      ),
    );
  }

  async function run(stream: Stream): Promise<void> {
    const { request, viewer, response, format, operation } = stream;
    const checkMs = deps.heartbeatMs ?? HEARTBEAT_MS;
    const expiry = watchTokenExpiry(viewer, { now: deps.now, checkMs }, () => {
      stop(stream, new GatewayError('UNAUTHENTICATED', 'The token has expired. Connect again with a new one.'));
    });
    try {
      await deliver(stream, expiry);
    } catch (error) {
      // A failure after the client has disconnected, or after the stream was ended, needs no report.
      if (response.isOpen()) response.end(format.failure([deps.format(error, request.id)]) + format.ending);
    } finally {
      expiry.cancel();
      operation.abort();
    }
  }

  async function deliver(stream: Stream, expiry: TokenExpiry): Promise<void> {
    const { response, format } = stream;
    const shown = (result: ExecutionResult) => format.result(masked(result, stream.request.id));
    const results = await begin(stream, expiry);
    if (Symbol.asyncIterator in results) {
      // The next result is requested once this one has left the process, so waiting events stay in the log.
      for await (const result of results) await response.send(shown(result));
    } else {
      await response.send(shown(results));
    }
    response.end(format.ending);
  }

  async function begin({ request, viewer, operation }: Stream, expiry: TokenExpiry) {
    const { query, operationName, variables } = request.body as OperationRequest;
    const prepared = deps.pipeline.prepare({ query, operationName, variables }, ['subscription']);
    if (!prepared.ok) {
      request.report?.hasErrors(false);
      return { errors: prepared.errors };
    }
    const caller = { viewer, requestId: request.id, report: request.report };
    return deps.executor.start({
      ...{ document: prepared.document, operationName, variables, caller },
      controller: operation,
      hasExpired: () => expiry.hasPassed(),
    });
  }

  function silentSince({ response }: Stream): number | null {
    const lastActivityAt = response.lastActivityAt();
    return deps.now() - lastActivityAt > SILENT_MS ? lastActivityAt : null;
  }

  function masked({ data, errors }: ExecutionResult, requestId: string): FormattedExecutionResult {
    return {
      ...(data !== undefined && { data }),
      ...(errors && { errors: errors.map((error) => deps.format(error, requestId)) }),
    };
  }

  return {
    get size() {
      return open.size;
    },
    admit: (viewer) => {
      deps.rateLimit.take(viewer.id);
    },
    async serve(request, reply, format) {
      if (isClosing) throw new GatewayError('UPSTREAM_UNAVAILABLE', 'The gateway is stopping. Connect again.');
      const leaveLimit = deps.connections.admit();
      if (leaveLimit === null) {
        const error = new GatewayError('LIMIT_EXCEEDED', 'The gateway has reached its limit of connections.', {
          retryAfterMs: RETRY_AFTER_MS,
        });
        await sendError(request, reply, error, { format: deps.format, status: 503 });
        return;
      }
      let stream: Stream | null = null;
      const leaveSlot = deps.slots.take(viewerOf(request).id, {
        silentSince: () => stream && silentSince(stream),
        evict: () => {
          if (stream !== null) evict(stream);
        },
      });
      if (leaveSlot === null) {
        leaveLimit();
        const error = limitExceeded('You have too many sockets and streams open.');
        await sendError(request, reply, error, { format: deps.format, status: 429 });
        return;
      }
      reply.hijack();
      stream = openStream(request, reply, format);
      const opened = stream;
      // Its backlog takes memory until it is sent or the connection is destroyed.
      reply.raw.once('close', leaveLimit);
      const done = run(opened).finally(() => {
        leaveSlot();
        open.delete(opened);
        if (reply.raw.destroyed || reply.raw.writableFinished) leaveLimit();
      });
      open.set(opened, done);
      await done;
    },
    async close(withinMs) {
      isClosing = true;
      await staggered([...open], withinMs, async ([{ response, operation }, done]) => {
        response.cut();
        operation.abort();
        await done;
      });
    },
  };
}

/** One subscription and its response. */
interface Stream {
  request: FastifyRequest;
  viewer: Viewer;
  response: StreamResponse;
  format: StreamFormat;
  operation: AbortController;
}

function viewerOf({ viewer }: FastifyRequest): Viewer {
  if (viewer === null) throw new Error('The subscription began before its caller was authenticated.');
  return viewer;
}
