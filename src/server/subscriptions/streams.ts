import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import { setMaxListeners } from 'node:events';
import type { Limits } from '../../config/config.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Viewer } from '../../model/viewer.js';
import type { ConnectionLimit } from '../limits/connection-limit.js';
import type { FormatError } from '../graphql/format-error.js';
import type { OperationRequest, Pipeline } from '../graphql/pipeline.js';
import { sendError } from '../http/http-errors.js';
import { type TokenExpiry, watchTokenExpiry } from '../http/token-expiry.js';
import { limitExceeded } from '../limits/check-limits.js';
import type { ConnectionSlots } from '../limits/connection-slots.js';
import type { RateLimit } from '../limits/rate-limit.js';
import type { Log } from '../log.js';
import type { StreamFormat } from './stream-format.js';
import { openStreamResponse, type StreamResponse } from './stream-response.js';
import type { SubscriptionExecutor } from './execute-subscription.js';
import { staggered } from './staggered-close.js';

/** What the streams need of the rest of the server. */
export interface LiveStreamsDeps {
  pipeline: Pipeline;
  format: FormatError;
  /** LIMIT_SUBSCRIBES_PER_MINUTE, together with WebSocket. */
  rateLimit: RateLimit;
  /** LIMIT_SOCKETS_PER_VIEWER, together with WebSocket. */
  seats: ConnectionSlots;
  /** LIMIT_CONNECTIONS, together with WebSocket. */
  connections: ConnectionLimit;
  limits: Pick<Limits, 'stallMs'>;
  executor: SubscriptionExecutor;
  now: () => number;
  log: Log;
  /** How long a client may take nothing once its stream has ended. */
  closeTimeoutMs: number;
  /** How often a quiet stream says that it is there. */
  heartbeatMs?: number;
}

/** Subscriptions as HTTP answers that go on: one subscription, one answer. */
export interface LiveStreams {
  /** How many are open. */
  readonly size: number;
  /** Counts the subscription against its viewer's minute, before its body is read. Fails with LIMIT_EXCEEDED. */
  admit(viewer: Viewer): void;
  /** Takes over the answer to a request whose envelope has been checked. Fails before anything is written, or not at all. */
  serve(request: FastifyRequest, reply: FastifyReply, format: StreamFormat): Promise<void>;
  /**
   * Cuts every stream behind its last whole event, one after the other within `letGoMs`, so that its client connects again
   * elsewhere; resolves when all have let go.
   */
  close(letGoMs: number): Promise<void>;
}

/** Apollo's protocol asks for one every 5 s. */
const HEARTBEAT_MS = 5_000;
/**
 * A client of a stream says nothing after its request, and what it takes is seen only once it has left something waiting. A
 * stream without any of that for so long may be held by nobody.
 */
const SILENT_MS = 30_000;
/** When to try again where every place is taken: nobody knows when one becomes free. */
const RETRY_AFTER_MS = 5_000;

/** Makes them; the caller closes them. */
export function createLiveStreams(deps: LiveStreamsDeps): LiveStreams {
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
        deps.log.warn({ requestId: request.id }, 'A client stopped reading; its stream is ended');
        stop(stream, new GatewayError('SLOW_CONSUMER', 'What was sent was not read. Read on from your last cursor.'));
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

  /** Gives way to a newer connection of the same viewer. */
  function giveWay(stream: Stream): void {
    deps.log.info({ requestId: stream.request.id }, 'A silent stream gave way to a newer connection of its viewer');
    stop(
      stream,
      new GatewayError('SLOW_CONSUMER', 'A newer connection needed the place. Read on from your last cursor.'),
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
      // What fails because the client has gone, or the stream was ended, is nobody's concern.
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
      // The next result is only asked for when this one has left the process: the queue is the log.
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
    const heardAt = response.heardAt();
    return deps.now() - heardAt > SILENT_MS ? heardAt : null;
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
        const error = new GatewayError('LIMIT_EXCEEDED', 'The gateway has as many connections as it can hold.', {
          retryAfterMs: RETRY_AFTER_MS,
        });
        await sendError(request, reply, error, { format: deps.format, status: 503 });
        return;
      }
      let stream: Stream | null = null;
      const leaveSeat = deps.seats.take(viewerOf(request).id, {
        silentSince: () => stream && silentSince(stream),
        evict: () => {
          if (stream !== null) giveWay(stream);
        },
      });
      if (leaveSeat === null) {
        leaveLimit();
        const error = limitExceeded('You have too many sockets and streams open.');
        await sendError(request, reply, error, { format: deps.format, status: 429 });
        return;
      }
      reply.hijack();
      stream = openStream(request, reply, format);
      const opened = stream;
      // What it has left behind takes memory until it is sent or cut.
      reply.raw.once('close', leaveLimit);
      const done = run(opened).finally(() => {
        leaveSeat();
        open.delete(opened);
        if (reply.raw.destroyed || reply.raw.writableFinished) leaveLimit();
      });
      open.set(opened, done);
      await done;
    },
    async close(letGoMs) {
      isClosing = true;
      await staggered([...open], letGoMs, async ([{ response, operation }, done]) => {
        response.cut();
        operation.abort();
        await done;
      });
    },
  };
}

/** One subscription on its way to its client. */
interface Stream {
  request: FastifyRequest;
  viewer: Viewer;
  response: StreamResponse;
  format: StreamFormat;
  operation: AbortController;
}

function viewerOf({ viewer }: FastifyRequest): Viewer {
  if (viewer === null) throw new Error('The subscription began before its caller was known.');
  return viewer;
}
