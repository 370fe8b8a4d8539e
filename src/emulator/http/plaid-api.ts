import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Fault, Faults } from '../control/faults.js';
import type { RequestLog, RequestLogEntry } from '../control/request-log.js';
import { isKnownPlaidPath } from '../endpoints/plaid-paths.js';
import { routes } from '../endpoints/routes.js';
import { failure, PlaidFailure } from '../error-catalog.js';
import { isoTime } from '../clock.js';
import type { Services } from '../services.js';
import { parseJsonBody } from './json-body.js';
import type { RateLimits } from './rate-limits.js';
import { CLIENT_ID, type Route, SECRET } from './route.js';
import { type Fields, type Issues, validateShape } from './validation.js';
import { faultOutcome, injectFault, type Outcome, pause, runsHandler } from './inject-fault.js';

/** The dependencies of the Plaid API. */
export interface PlaidApi {
  services: Services;
  requestLog: RequestLog;
  faults: Faults;
  rateLimits: RateLimits;
  log: (line: object) => void;
  /** How long /accounts/balance/get takes, in milliseconds. */
  liveBalanceMs: number;
  /** Aborted when the emulator closes; ends all waits. */
  closing: AbortSignal;
}

function parse(request: FastifyRequest): Fields {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw failure('INVALID_BODY', 'the content-type must be application/json');
  if (!Buffer.isBuffer(request.body)) throw failure('INVALID_BODY', 'the body must be a JSON object');
  return parseJsonBody(request.body.toString('utf8'), (reason) => failure('INVALID_BODY', `the body ${reason}`));
}

/** Checks the credentials in the body or the headers and returns the rest of the body. */
function authenticate(request: FastifyRequest, body: Fields): Fields {
  const { client_id: bodyId, secret: bodySecret, ...rest } = body;
  const given: [string, unknown][] = [
    ['client_id', bodyId ?? request.headers['plaid-client-id']],
    ['secret', bodySecret ?? request.headers['plaid-secret']],
  ];
  const missing = given.filter(([, value]) => value === undefined || value === '').map(([name]) => name);
  if (missing.length > 0) throw failure('MISSING_FIELDS', `these required fields are missing: ${missing.join(', ')}`);
  const [wrong] = given.find(([, value]) => typeof value !== 'string') ?? [];
  if (wrong !== undefined) throw failure('INVALID_FIELD', `${wrong} must be a string`);
  if (given[0]?.[1] !== CLIENT_ID || given[1]?.[1] !== SECRET) {
    throw failure('INVALID_API_KEYS', 'the client_id or secret is incorrect, or belongs to another environment');
  }
  return rest;
}

function refuse({ unknown, missing, invalid }: Issues): void {
  if (unknown.length > 0) throw failure('UNKNOWN_FIELDS', `these fields are unknown: ${unknown.join(', ')}`);
  if (missing.length > 0) throw failure('MISSING_FIELDS', `these required fields are missing: ${missing.join(', ')}`);
  // An issue with its own error code is reported first, because it is more specific.
  const first = invalid.find(({ code }) => code !== undefined) ?? invalid[0];
  if (first !== undefined) throw failure(first.code ?? 'INVALID_FIELD', `${first.field} ${first.rule}`);
}

function failed(error: unknown, requestId: string, log: PlaidApi['log']): Outcome {
  const known =
    error instanceof PlaidFailure ? error : failure('INTERNAL_SERVER_ERROR', 'the emulator failed; see its log');
  if (known !== error)
    log({ level: 'error', message: 'request failed', error: error instanceof Error ? error.stack : String(error) });
  return { status: known.status, body: JSON.stringify({ ...known.body, request_id: requestId }) };
}

/** A request in progress. */
interface Call {
  request: FastifyRequest;
  reply: FastifyReply;
  requestId: string;
  entry: RequestLogEntry;
  startedAt: number;
}

/** Runs the handler synchronously, so requests do not interleave. Changes are durable when it returns. */
function run(api: PlaidApi, route: Route, body: Fields, { entry, requestId }: Call): Outcome {
  const { services, rateLimits, log } = api;
  try {
    if (services.environment === 'production' && route.path.startsWith('/sandbox/'))
      throw failure('SANDBOX_ONLY', 'this path exists in the Sandbox only');
    refuse(validateShape(route.shape, body));
    rateLimits.take(route.path, entry.itemId);
    if (entry.itemId !== null && services.state.items.get(entry.itemId) === undefined)
      throw failure('ITEM_CONCURRENTLY_DELETED', 'the Item was removed while this request was in progress');
    const response: Fields = { ...route.handle(services, body), request_id: requestId };
    services.state.flush();
    if (typeof response.item_id === 'string') entry.itemId = response.item_id;
    return { status: 200, body: JSON.stringify(response) };
  } catch (error) {
    // A failed request may also have changed state, such as the number of incorrect codes.
    services.state.flush();
    return failed(error, requestId, log);
  }
}

/** Completes the log entry before the response is sent, so that a caller with the response finds it in the request log. */
function close({ entry, startedAt }: Call, status: number | null): void {
  entry.status = status;
  entry.durationMs = Math.round((performance.now() - startedAt) * 100) / 100;
}

function send(call: Call, { status, body }: Outcome): FastifyReply {
  close(call, status);
  return call.reply.code(status).type('application/json; charset=utf-8').send(body);
}

function readBody(api: PlaidApi, { request, requestId }: Call): { body: Fields } | { refusal: Outcome } {
  try {
    return { body: authenticate(request, parse(request)) };
  } catch (error) {
    return { refusal: failed(error, requestId, api.log) };
  }
}

/** The Item of a request, for the request log, faults and rate limits: by access token or by public token. */
function itemOf({ lifecycle, state }: Services, { access_token: access, public_token: open }: Fields): string | null {
  return (
    lifecycle.findByToken(access)?.id ??
    (typeof open === 'string' ? state.publicTokens.get(open)?.itemId : undefined) ??
    null
  );
}

/** Responds synchronously when there is nothing to wait for: a promise per call would be a tenth of its cost. */
function serve(api: PlaidApi, route: Route, call: Call): FastifyReply | Promise<FastifyReply> {
  const read = readBody(api, call);
  if ('refusal' in read) return send(call, read.refusal);
  call.entry.itemId = itemOf(api.services, read.body);
  const fault = api.faults.take(route.path, call.entry.itemId);
  // Live balances come from the bank and are slow.
  const slow = route.path === '/accounts/balance/get' && call.entry.itemId !== null ? api.liveBalanceMs : 0;
  if (slow === 0 && fault === undefined) return send(call, run(api, route, read.body, call));
  return serveDelayed(api, route, call, { body: read.body, slowMs: slow, fault });
}

async function serveDelayed(
  api: PlaidApi,
  route: Route,
  call: Call,
  { body, slowMs, fault }: { body: Fields; slowMs: number; fault: Fault | undefined },
): Promise<FastifyReply> {
  if (slowMs > 0 && !(await pause(slowMs, api.closing))) return call.reply.hijack();
  if (fault === undefined) return send(call, run(api, route, body, call));
  if (fault.latencyMs !== undefined && !(await pause(fault.latencyMs, api.closing))) return call.reply.hijack();
  const outcome = runsHandler(fault) ? run(api, route, body, call) : faultOutcome(fault, call.requestId);
  return injectFault(call.reply, fault, outcome, call.requestId, (status) => {
    close(call, status);
  });
}

/** The response for a path without a route. */
function respondNotFound(api: PlaidApi, path: string, call: Call): FastifyReply {
  // An emulated path gets here when the method is not POST.
  const modelled = routes.some((route) => route.path === path);
  const error =
    !modelled && isKnownPlaidPath(path)
      ? failure(
          'NOT_MODELLED_BY_EMULATOR',
          'this path exists at Plaid but the emulator does not support it; see docs/emulator.md for the supported paths',
        )
      : failure('NOT_FOUND', modelled ? 'this path requires POST' : 'this path does not exist');
  return send(call, failed(error, call.requestId, api.log));
}

function begin({ services, requestLog }: PlaidApi, path: string, request: FastifyRequest, reply: FastifyReply): Call {
  return {
    request,
    reply,
    requestId: services.ids.alphanumeric('request', 15),
    entry: requestLog.open(path, isoTime(services.clock.now())),
    startedAt: performance.now(),
  };
}

function pathOf(url: string): string | null {
  try {
    return new URL(url, 'http://emulator').pathname;
  } catch {
    return null;
  }
}

/** Registers every emulated endpoint; all other paths return Plaid errors. */
export function registerPlaidApi(server: FastifyInstance, api: PlaidApi): void {
  for (const route of routes) {
    server.post(route.path, (request, reply) => serve(api, route, begin(api, route.path, request, reply)));
  }
  server.setNotFoundHandler((request, reply) => {
    const path = pathOf(request.url);
    if (path === null) return reply.code(400).send({ error: 'The URL is malformed.' });
    if (/^\/emulator(\/|$)/.test(path)) return reply.code(404).send({ error: 'Unknown control endpoint.' });
    return respondNotFound(api, path, begin(api, path, request, reply));
  });
  server.setErrorHandler((error, _request, reply) => {
    const status =
      error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
    const refusal = status < 500 ? failure('INVALID_BODY', 'the request could not be read') : error;
    const { status: code, body } = failed(refusal, api.services.ids.alphanumeric('request', 15), api.log);
    return reply.code(code).type('application/json; charset=utf-8').send(body);
  });
}
