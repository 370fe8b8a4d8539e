import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Faults } from '../control/faults.js';
import type { Journal } from '../control/journal.js';
import { looksLikePlaid, routes } from '../endpoints/routes.js';
import { failure, PlaidFailure } from '../plaid-errors.js';
import type { Services } from '../services.js';
import type { RateLimits } from './rate-limits.js';
import type { Route } from './route.js';
import { examine, isObject } from './shapes.js';
import type { Fields, Findings } from './shapes.js';
import { CLIENT_ID, SECRET } from './credentials.js';
import { runsHandler, spoil } from './spoil.js';
import type { Outcome } from './spoil.js';

/** What the Plaid side of the server needs. */
export interface PlaidApi {
  services: Services;
  journal: Journal;
  faults: Faults;
  rateLimits: RateLimits;
  log: (line: object) => void;
}

const parse = (request: FastifyRequest): Fields => {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw failure('INVALID_BODY', 'the content-type must be application/json');
  if (!Buffer.isBuffer(request.body)) throw failure('INVALID_BODY', 'the body must be a JSON object');
  let body: unknown;
  try {
    body = JSON.parse(request.body.toString('utf8'));
  } catch {
    throw failure('INVALID_BODY', 'the body is not JSON');
  }
  if (!isObject(body)) throw failure('INVALID_BODY', 'the body must be a JSON object');
  return body;
};

/** Takes the credentials out of the body or the headers and checks them; what is left is the endpoint's own. */
const authenticate = (request: FastifyRequest, body: Fields): Fields => {
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
    throw failure('INVALID_API_KEYS', 'the client_id or secret is wrong, or belongs to another environment');
  }
  return rest;
};

const refuse = ({ unknown, missing, invalid }: Findings): void => {
  if (unknown.length > 0) throw failure('UNKNOWN_FIELDS', `these fields are not known: ${unknown.join(', ')}`);
  if (missing.length > 0) throw failure('MISSING_FIELDS', `these required fields are missing: ${missing.join(', ')}`);
  const [first] = invalid;
  if (first !== undefined) throw failure('INVALID_FIELD', `${first.field} ${first.rule}`);
};

const failed = (error: unknown, requestId: string, log: PlaidApi['log']): Outcome => {
  const known =
    error instanceof PlaidFailure
      ? error
      : failure('INTERNAL_SERVER_ERROR', 'the emulator itself failed; its log says why');
  if (known !== error)
    log({ level: 'error', message: 'request failed', error: error instanceof Error ? error.stack : String(error) });
  return { status: known.status, body: JSON.stringify({ ...known.body, request_id: requestId }) };
};

/** Runs the endpoint: nothing here waits, so requests do not interleave. Changes are durable when it returns. */
const run = (api: PlaidApi, route: Route, body: Fields, itemId: string | null, requestId: string): Outcome => {
  const { services, rateLimits, log } = api;
  try {
    refuse(examine(route.shape, body));
    rateLimits.take(route.path, itemId);
    const answer = route.handle(services, body);
    services.state.flush();
    return { status: 200, body: JSON.stringify({ ...answer, request_id: requestId }) };
  } catch (error) {
    return failed(error, requestId, log);
  }
};

const itemOf = (services: Services, body: Fields): string | null => services.life.peek(body.access_token)?.id ?? null;

const answer = async (
  api: PlaidApi,
  path: string,
  work: (
    request: FastifyRequest,
    requestId: string,
    reply: FastifyReply,
  ) => Promise<{ status: number | null; itemId: string | null }>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const { services, journal } = api;
  const at = new Date(services.clock.now()).toISOString();
  const startedAt = performance.now();
  const requestId = services.ids.alphanumeric('request', 15);
  const { status, itemId } = await work(request, requestId, reply);
  journal.add({ path, at, status, itemId, durationMs: Math.round((performance.now() - startedAt) * 100) / 100 });
  return reply;
};

const serve =
  (api: PlaidApi, route: Route) => async (request: FastifyRequest, requestId: string, reply: FastifyReply) => {
    const { services, faults, log } = api;
    let itemId: string | null = null;
    let body: Fields;
    try {
      body = authenticate(request, parse(request));
      itemId = itemOf(services, body);
    } catch (error) {
      const outcome = failed(error, requestId, log);
      await send(reply, outcome);
      return { status: outcome.status, itemId };
    }
    const fault = faults.take(route.path, itemId);
    if (fault?.latencyMs !== undefined) await wait(fault.latencyMs, undefined, { ref: false });
    const outcome = runsHandler(fault) ? run(api, route, body, itemId, requestId) : null;
    if (fault !== undefined) return { status: await spoil(reply, fault, outcome, requestId), itemId };
    if (outcome !== null) await send(reply, outcome);
    return { status: outcome?.status ?? null, itemId };
  };

const send = async (reply: FastifyReply, { status, body }: Outcome): Promise<void> => {
  await reply.code(status).type('application/json; charset=utf-8').send(body);
};

/** The answer to a path that no route serves. */
const unrouted = (api: PlaidApi, path: string) => async (_: FastifyRequest, requestId: string, reply: FastifyReply) => {
  const error = looksLikePlaid(path)
    ? failure('NOT_MODELLED_BY_EMULATOR', 'this path may exist at Plaid, but this emulator does not model it')
    : failure('NOT_FOUND', 'there is no such path');
  const outcome = failed(error, requestId, api.log);
  await send(reply, outcome);
  return { status: outcome.status, itemId: null };
};

/** Puts every modelled endpoint on the server, and Plaid's errors on everything else. */
export const registerPlaidApi = (server: FastifyInstance, api: PlaidApi): void => {
  for (const route of routes) {
    const work = serve(api, route);
    server.post(route.path, (request, reply) => answer(api, route.path, work, request, reply));
  }
  server.setNotFoundHandler((request, reply) => {
    const path = new URL(request.url, 'http://emulator').pathname;
    return answer(api, path, unrouted(api, path), request, reply);
  });
  server.setErrorHandler(async (error, _request, reply) => {
    const status =
      error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
    const refusal = status < 500 ? failure('INVALID_BODY', 'the request could not be read') : error;
    await send(reply, failed(refusal, api.services.ids.alphanumeric('request', 15), api.log));
  });
};
