import { GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols, makeServer } from 'graphql-ws';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Limits } from '../../config/config.js';
import type { Viewer } from '../../model/viewer.js';
import type { ConnectionLimit } from '../limits/connection-limit.js';
import { REQUEST_ID_HEADER, requestIdOf } from '../http/request-id.js';
import type { Log } from '../log.js';
import { isAllowedOrigin } from '../http/origins.js';
import type { RefusalReason } from '../http/refusals.js';
import { staggered } from './staggered-close.js';
import { CLOSE_CODES, serveSocket, type WebSocketConnection } from './websocket-connection.js';
import { type Session, type SessionDeps, sessionOptions } from './websocket-session.js';

/** How often a socket is asked whether it is still there. */
const PING_MS = 12_000;
/** How long a client may take to introduce itself. */
const INIT_TIMEOUT_MS = 3_000;
/** Upgrades whose token is being verified: a key set that has to be fetched for it takes a while. */
const MAX_VERIFYING = 1_000;
/** Frames of one message, and chunks of a frame, that are put together at most: their number costs memory, not only their size. */
const MAX_FRAGMENTS = 64;
const MAX_BUFFERED_CHUNKS = 1_024;
/** Pings and the like that a client may have unanswered, beside its subscriptions. */
const MAX_PENDING_CONTROL_MESSAGES = 50;

/** What the WebSocket side needs of the rest of the server. */
export interface WebSocketDeps extends SessionDeps {
  limits: Limits;
  corsOrigins: readonly string[];
  path: string;
  log: Log;
  /** How long a socket that is closed may take nothing before it is cut. */
  closeTimeoutMs: number;
  /** How often a socket is asked whether it is still there. */
  pingMs?: number;
  /** LIMIT_CONNECTIONS, together with streams. */
  connections: ConnectionLimit;
}

/** What a socket is given when it opens, and gives back when it has closed. */
interface Admission {
  readonly upgradedBy: Viewer | null;
  seat: Session['seat'];
  /** The socket is there: from now on it can be asked, and closed. */
  opened(served: WebSocketConnection, socket: WebSocket): void;
  leave(): void;
}

/** Subscriptions over WebSocket, in the graphql-transport-ws protocol. */
export interface WebSocketSide {
  /** For the HTTP server's `upgrade` event. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many are open. */
  readonly size: number;
  /** Closes every socket with 1001, one after the other within `letGoMs`, and resolves when all are gone. */
  close(letGoMs: number): Promise<void>;
}

/** Makes the WebSocket side; it listens to nothing by itself. */
export function createWebSocketSide(deps: WebSocketDeps): WebSocketSide {
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

  // A handshake that is none: refused in the words of ws, and without the id, unless somebody listens.
  sockets.on('wsClientError', (_error, socket, request) => {
    refuse(request, socket, 'handshake');
  });

  /** Who holds a seat, from before its socket is open. */
  function createHolder() {
    let opened: { served: WebSocketConnection; socket: WebSocket } | null = null;
    return {
      open: (served: WebSocketConnection, socket: WebSocket): void => {
        opened = { served, socket };
      },
      silentSince: () => opened?.served.silentSince() ?? null,
      evict() {
        deps.log.info({}, 'A silent socket gave way to a newer connection of its viewer');
        opened?.served.close(CLOSE_CODES.slowConsumer, 'SLOW_CONSUMER');
      },
      /** For one that nobody has signed in on: it is not waited for. */
      cut() {
        opened?.served.close(CLOSE_CODES.tryAgainLater, 'Try again later');
        opened?.socket.terminate();
      },
    };
  }

  /** A caller whose token came with the upgrade: takes nothing from the places of those who have not signed in. */
  function admitViewer(viewer: Viewer): Admission | UpgradeRefusal {
    const leaveLimit = deps.connections.admit();
    if (leaveLimit === null) return 'too_many_connections';
    const holder = createHolder();
    let leaveSeat = deps.seats.take(viewer.id, holder);
    if (leaveSeat === null) {
      leaveLimit();
      return 'too_many_sockets';
    }
    return {
      upgradedBy: viewer,
      seat(other) {
        if (other.id === viewer.id) return leaveSeat;
        leaveSeat?.();
        return (leaveSeat = deps.seats.take(other.id, holder));
      },
      opened: holder.open,
      leave() {
        leaveSeat?.();
        leaveLimit();
      },
    };
  }

  function admitUnauthenticated({ socket }: IncomingMessage): Admission | UpgradeRefusal {
    const holder = createHolder();
    const place = deps.connections.admitUnauthenticated(socket.remoteAddress, () => {
      holder.cut();
    });
    if (place === null) return 'too_many_connections';
    let leaveSeat: (() => void) | null = null;
    return {
      upgradedBy: null,
      seat(viewer) {
        leaveSeat = deps.seats.take(viewer.id, holder);
        if (leaveSeat !== null) place.signIn();
        return leaveSeat;
      },
      opened: holder.open,
      leave() {
        leaveSeat?.();
        place.leave();
      },
    };
  }

  /** null: there is no token, none that is valid, or it cannot be checked just now. The socket may still sign in. */
  async function viewerOf({ headers }: IncomingMessage): Promise<Viewer | null> {
    if (headers.authorization === undefined) return null;
    return deps.authenticate(headers.authorization, headers.host).catch(() => null);
  }

  /** The token of the header is verified before the socket takes a place, so that nobody takes one by a made-up token. */
  async function verify(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const giveUp = (): void => {
      refuse(request, socket, 'too_many_connections');
    };
    const gone = (): void => {
      socket.destroy();
    };
    socket.on('error', gone);
    verifying.add(giveUp);
    const [oldest] = verifying;
    if (verifying.size > MAX_VERIFYING && oldest !== undefined) {
      verifying.delete(oldest);
      oldest();
    }
    const viewer = await viewerOf(request);
    socket.removeListener('error', gone);
    // One that was given up is not in the set any more.
    if (verifying.delete(giveUp) && !socket.destroyed) upgrade(request, socket, head, viewer);
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, viewer: Viewer | null): void {
    const admission = isStopping ? 'stopping' : viewer === null ? admitUnauthenticated(request) : admitViewer(viewer);
    if (typeof admission === 'string') {
      refuse(request, socket, admission);
      return;
    }
    const opening: WebSocket[] = [];
    // It opens at once, or not at all: ws waits for nothing here.
    sockets.handleUpgrade(request, socket, head, (open) => opening.push(open));
    const [open] = opening;
    if (open === undefined) admission.leave();
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
      onRefusedMessage: () => {
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
      leave: null,
      upgradedBy: admission.upgradedBy,
      seat: admission.seat,
      isClosed: false,
      operations: new Set(),
    };
    admission.opened(served, socket);
    const closed = graphql.opened(served.graphql, session);
    // Too large a message, a broken frame, a connection that broke: ws closes the socket itself, with the fitting code.
    socket.on('error', () => {
      deps.refusals.report({ reason: 'message', transport: 'websocket', requestId: session.requestId });
    });
    socket.once('close', (code, reason) => {
      served.dispose();
      admission.leave();
      // Whatever still waits is ended first, so that the cleanup has nothing to wait for.
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
    async close(letGoMs) {
      isStopping = true;
      await staggered([...sockets.clients], letGoMs, goAway);
      await Promise.all(closing);
    },
  };
}

/**
 * Node has let go of the socket: nobody else would hear that it failed, which ends the process, or wait for a client that
 * keeps its end open.
 */
function sendRefusal(socket: Duplex, status: number, requestId: string): void {
  socket.on('error', () => undefined);
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n${REQUEST_ID_HEADER}: ${requestId}\r\n\r\n`,
  );
}

/** How long a client may take to answer the closing. */
const CLOSE_WAIT_MS = 1_000;

/** What was sent before goes out first: the client sees whole events and then the closing. */
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

/** Why an upgrade is refused, and the HTTP status that says so. */
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

/** Why an upgrade may not go on; null when it may. */
function refusalOf(request: IncomingMessage, deps: WebSocketDeps): UpgradeRefusal | null {
  const [path] = (request.url ?? '').split('?');
  if (path !== deps.path) return 'path';
  if (!isAllowedOrigin(request.headers, deps.corsOrigins)) return 'origin';
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  return offered.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? null : 'protocol';
}
