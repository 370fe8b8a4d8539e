import { getHeapStatistics } from 'node:v8';
import type { DatabaseLimits, Limits } from './config.js';
import type { EnvReader } from './read-env.js';

/** A webhook takes at most seven seconds with these; Plaid waits ten for the response. */
export const DATABASE_LIMITS: DatabaseLimits = Object.freeze({
  poolSize: 10,
  poolWaitMs: 2_000,
  statementTimeoutMs: 5_000,
});

/** The limits of one instance with PostgreSQL. At least two connections: one that waits for a lock must not block readiness. */
export function readDatabaseLimits(env: EnvReader): DatabaseLimits {
  const { poolSize, poolWaitMs, statementTimeoutMs } = DATABASE_LIMITS;
  return {
    poolSize: env.integer('DATABASE_POOL_SIZE', { min: 2, max: 1_000 }, poolSize),
    poolWaitMs: env.integer('DATABASE_POOL_WAIT_MS', { min: 100, max: 60_000 }, poolWaitMs),
    statementTimeoutMs: env.integer('DATABASE_STATEMENT_TIMEOUT_MS', { min: 100, max: 60_000 }, statementTimeoutMs),
  };
}

const MAX_LIMIT = 1_000_000_000;
/** Each counted delivery is a row in the database. */
const MAX_DELIVERIES = 1_000;

const MEBIBYTE = 1_048_576;
/**
 * The heap that a socket with one idle subscription takes, plus a fifth for activity. Measured with
 * test/bench/idle-sockets.ts on Node 20: 18,500 bytes. See docs/adr/0022.
 */
const CONNECTION_HEAP_BYTES = 22_528;
/** The heap that everything else takes: 44 MB at the start, and 64 MB of cache. Three quarters of a very small heap. */
const OTHER_HEAP_BYTES = 128 * MEBIBYTE;
const OTHER_HEAP_SHARE = 0.75;

/** The bounds of a limit of at least `min`. */
const atLeast = (min: number) => ({ min, max: MAX_LIMIT });

/** docs/configuration.md, "Limits". 0 turns a rate limit off, but no other limit. */
export function readLimits(env: EnvReader): Limits {
  const heapCapacity = connectionsFor(getHeapStatistics().heap_size_limit);
  const connections = env.integer('LIMIT_CONNECTIONS', atLeast(1), heapCapacity);
  return Object.freeze({
    bodyBytes: env.integer('LIMIT_BODY_BYTES', atLeast(1), 102_400),
    documentBytes: env.integer('LIMIT_DOCUMENT_BYTES', atLeast(1), 16_384),
    tokens: env.integer('LIMIT_TOKENS', atLeast(1), 1_000),
    depth: env.integer('LIMIT_DEPTH', atLeast(1), 12),
    aliases: env.integer('LIMIT_ALIASES', atLeast(1), 15),
    rootFields: env.integer('LIMIT_ROOT_FIELDS', atLeast(1), 10),
    directives: env.integer('LIMIT_DIRECTIVES', atLeast(1), 50),
    cost: env.integer('LIMIT_COST', atLeast(1), 1_000),
    pageSize: env.integer('LIMIT_PAGE_SIZE', atLeast(1), 100),
    list: env.integer('LIMIT_LIST', atLeast(1), 100),
    operationsPerMinute: env.integer('LIMIT_OPERATIONS_PER_MINUTE', atLeast(0), 600),
    socketsPerViewer: env.integer('LIMIT_SOCKETS_PER_VIEWER', atLeast(1), 10),
    connections,
    // A subscription takes about as much memory as its socket.
    subscriptions: Math.max(connections, heapCapacity),
    subscriptionsPerSocket: env.integer('LIMIT_SUBSCRIPTIONS_PER_SOCKET', atLeast(1), 20),
    subscribesPerMinute: env.integer('LIMIT_SUBSCRIBES_PER_MINUTE', atLeast(0), 60),
    messageBytes: env.integer('LIMIT_MESSAGE_BYTES', atLeast(1), 65_536),
    queueEvents: env.integer('LIMIT_QUEUE_EVENTS', atLeast(1), 100),
    queueBytes: env.integer('LIMIT_QUEUE_BYTES', atLeast(1), 1_048_576),
    stallMs: env.integer('LIMIT_STALL_MS', atLeast(1), 10_000),
    linkDeliveriesPerUser: env.integer('LIMIT_LINK_DELIVERIES_PER_USER', { min: 0, max: MAX_DELIVERIES }, 10),
    linkDeliveriesPerRecipient: env.integer('LIMIT_LINK_DELIVERIES_PER_RECIPIENT', { min: 0, max: MAX_DELIVERIES }, 5),
  });
}

/** How many sockets and streams, each with one subscription, fit a heap of `heapLimitBytes`. */
export function connectionsFor(heapLimitBytes: number): number {
  const otherBytes = Math.min(OTHER_HEAP_BYTES, heapLimitBytes * OTHER_HEAP_SHARE);
  return Math.max(1, Math.floor((heapLimitBytes - otherBytes) / CONNECTION_HEAP_BYTES));
}
