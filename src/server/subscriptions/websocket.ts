import { GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols, makeServer } from 'graphql-ws';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Limits } from '../../config/config.js';
import type { Viewer } from '../../model/viewer.js';
import type { ConnectionLimit } from '../limits/connection-limit.js';
import { REQUEST_ID_HEADER, requestIdOf } from '../http/responses.js';
import type { Log } from '../../observability/logger.js';
import { isAllowedOrigin } from '../http/origins.js';
import type { RefusalReason } from '../http/refusals.js';
import { staggered } from './staggered-close.js';
import { CLOSE_CODES, serveSocket, type WebSocketConnection } from './websocket-connection.js';
import { type Session, type SessionDeps, sessionOptions } from './websocket-session.js';

/** The interval between pings. */
const PING_MS = 12_000;
/** How long a client may take to send connection_init. */
const INIT_TIMEOUT_MS = 3_000;
/** Upgrades whose token is being verified at the same time. Fetching the key set for it takes a while. */
const MAX_VERIFYING = 1_000;
/** The most fragments per message, and chunks per frame: their number costs memory, not only their size. */
const MAX_FRAGMENTS = 64;
const MAX_BUFFERED_CHUNKS = 1_024;
/** Control messages of a client that may be pending, in addition to its subscriptions. */
const MAX_PENDING_CONTROL_MESSAGES = 50;

/** What WebSocket subscriptions need from the rest of the server. */
export interface WebSocketDeps extends SessionDeps {
  limits: Limits;
  corsOrigins: readonly string[];
  path: string;
  log: Log;
  /** How long a closing socket may read nothing before it is destroyed. */
  closeTimeoutMs: number;
  /** The interval between pings. */
  pingMs?: number;
  /** LIMIT_CONNECTIONS, shared with streams. */
  connections: ConnectionLimit;
}

/** What a socket takes when it opens, and releases when it has closed. */
interface Admission {
  readonly upgradedBy: Viewer | null;
  takeSlot: Session['takeSlot'];
  /** The socket has opened: from now on it can be checked and evicted. */
  opened(served: WebSocketConnection, socket: WebSocket): void;
  release(): void;
}

/** Subscriptions over WebSocket, in the graphql-transport-ws protocol. */
export interface WebSocketSubscriptions {
  /** For the HTTP server's `upgrade` event. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** The number of open sockets. */
  readonly size: number;
  /** Closes every socket with 1001, one after the other within `withinMs`. Resolves when all have closed. */
  close(withinMs: number): Promise<void>;
}

/** Handles the upgrades that the caller passes in; it does not listen by itself. */
export function createWebSocketSubscriptions(deps: WebSocketDeps): WebSocketSubscriptions {
  const options = {
    noServer: true,
    maxPayload: deps.limits.messageBytes,
    perMessageDeflate: false,
    handleProtocols: (protocols: Set<string>) => handleProtocols(protocols),
    maxFragments: MAX_FRAGMENTS,
    maxBufferedChunks: MAX_BUFFERED_CHUNKS,
  };
  const sockets = new WebSocketServer(options);
  const graphql = makeServer<Record<string, unknown>, Session>({
    ...sessionOptions(deps),
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
  });
  const closing = new Set<Promise<void>>();
  /** Oldest first. */
  const verifying = new Set<() => void>();
  let isStopping = false;

  const ids = new WeakMap<IncomingMessage, string>();
  function idOf(request: IncomingMessage): string {
    const id = ids.get(request) ?? requestIdOf(request.headers, deps.newId);
    ids.set(request, id);
    return id;
  }

  sockets.on('headers', (headers, request) => {
    headers.push(`${REQUEST_ID_HEADER}: ${idOf(request)}`);
  });

  function refuse(request: IncomingMessage, socket: Duplex, reason: UpgradeRefusal): void {
    const { origin } = request.headers;
    const requestId = idOf(request);
    deps.refusals.report({
      ...{ reason, transport: 'websocket', requestId },
      ...(reason === 'origin' && origin !== undefined && { origin }),
    });
    sendRefusal(socket, REFUSAL_STATUS[reason], requestId);
  }

  // An invalid handshake. Without a listener, ws would respond itself, without the request id.
  sockets.on('wsClientError', (_error, socket, request) => {
    refuse(request, socket, 'handshake');
  });

  /** The holder of a slot, which is taken before the socket opens. */
  function createHolder() {
    let opened: { served: WebSocketConnection; socket: WebSocket } | null = null;
    return {
      open: (served: WebSocketConnection, socket: WebSocket): void => {
        opened = { served, socket };
      },
      silentSince: () => opened?.served.silentSince() ?? null,
      evict() {
        deps.log.info({}, 'A silent socket was closed in favor of a newer connection of its viewer');
        opened?.served.close(CLOSE_CODES.slowConsumer, 'SLOW_CONSUMER');
      },
      /** For an unauthenticated socket, which gets no time to close. */
      destroy() {
        opened?.served.close(CLOSE_CODES.tryAgainLater, 'Try again later');
        opened?.socket.terminate();
      },
    };
  }

  /** A caller whose token came with the upgrade does not count against the limit for unauthenticated sockets. */
  function admitViewer(viewer: Viewer): Admission | UpgradeRefusal {
    const releaseConnection = deps.connections.admit();
    if (releaseConnection === null) return 'too_many_connections';
    const holder = createHolder();
    let releaseSlot = deps.slots.take(viewer.id, holder);
    if (releaseSlot === null) {
      releaseConnection();
      return 'too_many_sockets';
    }
    return {
      upgradedBy: viewer,
      takeSlot(other) {
        if (other.id === viewer.id) return releaseSlot;
        releaseSlot?.();
        return (releaseSlot = deps.slots.take(other.id, holder));
      },
      opened: holder.open,
      release() {
        releaseSlot?.();
        releaseConnection();
      },
    };
  }

  function admitUnauthenticated({ socket }: IncomingMessage): Admission | UpgradeRefusal {
    const holder = createHolder();
    const connection = deps.connections.admitUnauthenticated(socket.remoteAddress, () => {
      holder.destroy();
    });
    if (connection === null) return 'too_many_connections';
    let releaseSlot: (() => void) | null = null;
    return {
      upgradedBy: null,
      takeSlot(viewer) {
        releaseSlot = deps.slots.take(viewer.id, holder);
        if (releaseSlot !== null) connection.setAuthenticated();
        return releaseSlot;
      },
      opened: holder.open,
      release() {
        releaseSlot?.();
        connection.release();
      },
    };
  }

  /** null: the token is missing, invalid, or cannot be verified now. The client may still send one in connection_init. */
  async function viewerOf({ headers }: IncomingMessage): Promise<Viewer | null> {
    if (headers.authorization === undefined) return null;
    return deps.authenticate(headers.authorization, headers.host).catch(() => null);
  }

  /** Verifies the token of the header before the socket counts as authenticated: a forged token takes no viewer's slot. */
  async function verify(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const giveUp = (): void => {
      refuse(request, socket, 'too_many_connections');
    };
    const onError = (): void => {
      socket.destroy();
    };
    socket.on('error', onError);
    verifying.add(giveUp);
    const [oldest] = verifying;
    if (verifying.size > MAX_VERIFYING && oldest !== undefined) {
      verifying.delete(oldest);
      oldest();
    }
    const viewer = await viewerOf(request);
    socket.removeListener('error', onError);
    // An upgrade that was given up has been removed from the set.
    if (verifying.delete(giveUp) && !socket.destroyed) upgrade(request, socket, head, viewer);
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, viewer: Viewer | null): void {
    const admission = isStopping ? 'stopping' : viewer === null ? admitUnauthenticated(request) : admitViewer(viewer);
    if (typeof admission === 'string') {
      refuse(request, socket, admission);
      return;
    }
    const opening: WebSocket[] = [];
    // ws calls back synchronously, or not at all when the handshake fails.
    sockets.handleUpgrade(request, socket, head, (open) => opening.push(open));
    const [open] = opening;
    if (open === undefined) admission.release();
    else opened(open, request, admission);
  }

  function opened(socket: WebSocket, request: IncomingMessage, admission: Admission): void {
    const served = serveSocket(socket, {
      connection: request.socket,
      protocol: socket.protocol,
      stallMs: deps.limits.stallMs,
      closeTimeoutMs: deps.closeTimeoutMs,
      pingMs: deps.pingMs ?? PING_MS,
      now: deps.now,
      maxPendingMessages: deps.limits.subscriptionsPerSocket + MAX_PENDING_CONTROL_MESSAGES,
      log: deps.log,
      onInvalidMessage: () => {
        deps.refusals.report({ reason: 'message', transport: 'websocket', requestId: session.requestId });
      },
    });
    const session: Session = {
      socket: served,
      host: request.headers.host,
      authorization: request.headers.authorization,
      requestId: idOf(request),
      viewer: null,
      expiry: null,
      traceparent: traceparentOf(request),
      releaseSlot: null,
      upgradedBy: admission.upgradedBy,
      takeSlot: admission.takeSlot,
      isClosed: false,
      operations: new Set(),
    };
    admission.opened(served, socket);
    const closed = graphql.opened(served.graphql, session);
    // An oversized message, an invalid frame or a broken connection: ws closes the socket itself, with the right code.
    socket.on('error', () => {
      deps.refusals.report({ reason: 'message', transport: 'websocket', requestId: session.requestId });
    });
    socket.once('close', (code, reason) => {
      served.dispose();
      admission.release();
      // Abort pending work first, so that the cleanup of graphql-ws has nothing to wait for.
      session.operations.forEach((operation) => {
        operation.abort();
      });
      const cleanup = closed(code, reason.toString()).finally(() => closing.delete(cleanup));
      closing.add(cleanup);
    });
  }

  return {
    get size() {
      return sockets.clients.size;
    },
    handleUpgrade(request, socket, head) {
      const reason = isStopping ? 'stopping' : refusalOf(request, deps);
      if (reason !== null) refuse(request, socket, reason);
      else if (request.headers.authorization === undefined) upgrade(request, socket, head, null);
      else void verify(request, socket, head);
    },
    async close(withinMs) {
      isStopping = true;
      await staggered([...sockets.clients], withinMs, goAway);
      await Promise.all(closing);
    },
  };
}

/**
 * After an upgrade Node no longer handles the socket: without a listener an error would end the process, and a client that
 * keeps its end open would hold the connection.
 */
function sendRefusal(socket: Duplex, status: number, requestId: string): void {
  socket.on('error', () => undefined);
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n${REQUEST_ID_HEADER}: ${requestId}\r\n\r\n`,
  );
}

/** How long a client may take to respond to the close frame. */
const CLOSE_WAIT_MS = 1_000;

/** Earlier messages are sent first: the client receives complete events, then the close frame. */
function goAway(socket: WebSocket): Promise<void> {
  return new Promise<void>((resolve) => {
    if (socket.readyState === socket.CLOSED) {
      resolve();
      return;
    }
    socket.once('close', () => {
      resolve();
    });
    socket.close(CLOSE_CODES.goingAway, 'Going away');
    setTimeout(() => {
      socket.terminate();
    }, CLOSE_WAIT_MS).unref();
  });
}

function traceparentOf({ headers }: IncomingMessage): string | undefined {
  return typeof headers.traceparent === 'string' ? headers.traceparent : undefined;
}

/** Why an upgrade is refused, and the HTTP status for it. */
const REFUSAL_STATUS = {
  path: 404,
  origin: 403,
  protocol: 400,
  handshake: 400,
  stopping: 503,
  too_many_connections: 503,
  too_many_sockets: 429,
} as const satisfies Partial<Record<RefusalReason, number>>;
type UpgradeRefusal = keyof typeof REFUSAL_STATUS;

/** Why an upgrade must be refused; null when it may proceed. */
function refusalOf(request: IncomingMessage, deps: WebSocketDeps): UpgradeRefusal | null {
  const [path] = (request.url ?? '').split('?');
  if (path !== deps.path) return 'path';
  if (!isAllowedOrigin(request.headers, deps.corsOrigins)) return 'origin';
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  return offered.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? null : 'protocol';
}
