import { Pool } from 'undici';
import { GatewayError, type PlaidErrorDetails, type PlaidErrorReport } from '../errors/gateway-error.js';
import type { ItemId } from '../model/ids.js';
import { parseJsonObject } from '../model/json.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import {
  aloneCaller,
  createFairPool,
  type FairPool,
  type RateLimitBudget,
  TooManyWaitingError,
} from './call-limits.js';
import {
  beginRequest,
  type Deadline,
  type Outcome,
  type RequestBody,
  sendOnce,
  startDeadline,
  writeRequestBody,
} from './request.js';
import { type ConnectionPool, type Endpoint, SHORT_DEADLINE_MS } from './endpoint.js';
import { callCancelled, errorOfResponse, upstreamError } from './errors.js';
import { toErrorDetails, toPlaidError } from './plaid-error.js';
import type { Callers, PlaidCall } from './plaid-call.js';
import { parseRetryAfterMs, retryDelayMs } from './retry.js';
import { invalidResponse } from './wire.js';

/** Plaid's address, the gateway's credentials, and how long to wait. */
export interface TransportOptions {
  baseUrl: string;
  clientId: string;
  secret: string;
  /** The deadline of one call in milliseconds, including retries and response bodies. */
  timeoutMs: number;
  now: () => number;
  random: () => number;
  redact: (text: string) => string;
  budget: RateLimitBudget;
  log?: Pick<Logger, 'debug'> | undefined;
  metrics?: Metrics | null | undefined;
}

/** Sends requests to Plaid, with deadline, retries and limits. Every failure is a GatewayError. */
export interface Transport {
  /** Returns the JSON object of Plaid's response. `itemId`: the Item whose access token is in the body. */
  send(
    endpoint: Endpoint,
    body: Readonly<Record<string, unknown>>,
    call: PlaidCall,
    itemId?: ItemId,
  ): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 3_000;
const MAX_RESPONSE_BYTES = 10 * 1024 * 1024;
/**
 * The most connections, and calls in progress, per pool. Further calls wait within their deadline. A single caller gets three
 * eighths of them (call-limits.ts).
 */
const CONNECTIONS: Readonly<Record<ConnectionPool, number>> = { reads: 128, live: 128, writes: 64, keys: 64 };
/** The most calls of one caller that wait in each pool: the uncached reads of several large pages. */
const MAX_WAITING_OF_CALLER = 1_000;
/** The `retryAfterMs` of a call that is rejected because too many wait. */
const RETRY_WHEN_FULL_MS = 1_000;
/** All background work has one share together. */
const BACKGROUND = aloneCaller('');
/** The dated API version that the parsers are written for. */
const PLAID_VERSION = '2020-09-14';

interface InterpretedResponse {
  plaid: PlaidErrorDetails | null;
  report: PlaidErrorReport | null;
  retryAfterMs: number | null;
  /** Set on success. */
  value: Record<string, unknown> | null;
}

/** A call in progress, with all its attempts. */
interface OutgoingCall {
  endpoint: Endpoint;
  body: RequestBody;
  call: PlaidCall;
  itemId: ItemId | null;
  deadline: Deadline;
}

export function createTransport(options: TransportOptions): Transport {
  const { origin, pathname } = new URL(options.baseUrl);
  const prefix = pathname.replace(/\/+$/, '');
  const poolOptions: Pool.Options = {
    connect: { timeout: CONNECT_TIMEOUT_MS },
    // The deadline of the call covers both.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_RESPONSE_BYTES,
  };
  const open = (name: ConnectionPool, more: Pool.Options = {}): { pool: Pool; places: FairPool } => ({
    pool: new Pool(origin, { ...poolOptions, ...more, connections: CONNECTIONS[name] }),
    places: createFairPool({ total: CONNECTIONS[name], maxWaitingOfCaller: MAX_WAITING_OF_CALLER }),
  });
  const pools = {
    reads: open('reads'),
    live: open('live'),
    // A write opens a new connection: if the other side closed a reused one, the outcome would be unknown. So does a key.
    writes: open('writes', { pipelining: 0 }),
    keys: open('keys', { pipelining: 0 }),
  } satisfies Record<ConnectionPool, { pool: Pool; places: FairPool }>;
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'plaid-version': PLAID_VERSION,
    'plaid-client-id': options.clientId,
    'plaid-secret': options.secret,
  };

  /** null when the deadline passes before the pool has a free slot. */
  const sendAttempt = async (sending: OutgoingCall): Promise<Outcome | null> => {
    const { endpoint, call, deadline } = sending;
    const release = await enter(pools[endpoint.pool].places, callersOf(call), deadline);
    if (release === null) return null;
    try {
      return await sendNow(sending);
    } finally {
      release();
    }
  };

  const sendNow = async ({ endpoint, body, call, itemId, deadline }: OutgoingCall): Promise<Outcome> => {
    const callerIds = call.callerId === undefined ? [] : callersOf(call).ids();
    options.budget.take(endpoint, { itemId, callerIds });
    const finish = beginRequest({ log: options.log, metrics: options.metrics, redact: body.redact }, endpoint, call);
    call.onUpstreamCall(endpoint.path);
    const request = { method: 'POST', path: prefix + endpoint.path, headers, body: body.text } as const;
    const outcome = await sendOnce(pools[endpoint.pool].pool, request, deadline);
    finish(outcome, deadline.over());
    return outcome;
  };

  const interpretResponse = (outcome: Outcome, { body: sent }: OutgoingCall): InterpretedResponse => {
    if (outcome.kind !== 'response') return { plaid: null, report: null, retryAfterMs: null, value: null };
    const value = parseJsonObject(outcome.body);
    if (outcome.status === 200) return { plaid: null, report: null, retryAfterMs: null, value };
    const retryAfterMs = parseRetryAfterMs(outcome.retryAfter, options.now);
    const redact = (text: string): string => options.redact(sent.redact(text));
    return { plaid: toErrorDetails(value, redact), report: toPlaidError(value, redact), retryAfterMs, value: null };
  };

  const sendWithin = async (sending: OutgoingCall) => {
    const { endpoint, deadline } = sending;
    for (let count = 0; ; count += 1) {
      if (deadline.over() !== null) throw deadlineError(deadline);
      const outcome = await sendAttempt(sending);
      if (outcome === null || (outcome.kind !== 'response' && deadline.over() !== null)) throw deadlineError(deadline);
      const interpreted = interpretResponse(outcome, sending);
      if (interpreted.value !== null) return interpreted.value;
      const delayMs = retryDelayMs(endpoint, count, outcome, interpreted, options.random);
      if (delayMs === null || delayMs >= deadline.remainingMs()) throw failureOf(outcome, interpreted);
      await deadline.wait(delayMs);
    }
  };

  return {
    async send(endpoint, body, call, itemId) {
      await call.recorded;
      const timeoutMs =
        endpoint.deadline === 'short' ? Math.min(options.timeoutMs, SHORT_DEADLINE_MS) : options.timeoutMs;
      const deadline = startDeadline(timeoutMs, call.signal);
      try {
        return await sendWithin({ endpoint, body: writeRequestBody(body), call, itemId: itemId ?? null, deadline });
      } finally {
        deadline.end();
      }
    },
    async close() {
      await Promise.all(Object.values(pools).map(({ pool }) => pool.destroy()));
    },
  };
}

function callersOf({ callers, callerId }: PlaidCall): Callers {
  return callers ?? (callerId === undefined ? BACKGROUND : aloneCaller(callerId));
}

async function enter(places: FairPool, callers: Callers, deadline: Deadline): Promise<(() => void) | null> {
  try {
    return await places.enter(callers, deadline);
  } catch (error) {
    if (!(error instanceof TooManyWaitingError)) throw error;
    throw new GatewayError(
      'UPSTREAM_RATE_LIMITED',
      'Too many of your calls are already waiting for Plaid. Try again after retryAfterMs.',
      { retryAfterMs: RETRY_WHEN_FULL_MS, requiredAction: 'WAIT' },
    );
  }
}

function deadlineError(deadline: Deadline): GatewayError {
  return deadline.over() === 'cancelled' ? callCancelled() : upstreamError('UPSTREAM_TIMEOUT');
}

function failureOf(outcome: Outcome, interpreted: InterpretedResponse): GatewayError {
  if (outcome.kind === 'unreachable') return upstreamError('UPSTREAM_UNAVAILABLE', {}, outcome.reason);
  if (outcome.kind === 'unreadable') return upstreamError('UPSTREAM_INVALID_RESPONSE', {}, outcome.reason);
  if (outcome.status < 400) return invalidResponse('the response');
  return errorOfResponse({ ...interpreted, status: outcome.status });
}
