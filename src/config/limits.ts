import type { Limits } from './config.js';
import type { EnvReader } from './read-env.js';

const LARGEST = 1_000_000_000;
/** Each delivery that counts is a row of the database. */
const MAX_DELIVERIES = 1_000;

/** A limit that must leave room for at least `min`. */
const atLeast = (min: number) => ({ min, max: LARGEST });

/** contract/operations "Limits": 0 turns a rate limit off, never any other. */
export function readLimits(env: EnvReader): Limits {
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
