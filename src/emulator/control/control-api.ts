import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseJsonBody } from '../http/json-body.js';
import { type Fields, type Shape, validateShape } from '../http/validation.js';
import type { Signer } from '../outbox/signing.js';
import { PlaidFailure } from '../error-catalog.js';
import type { StateDump } from '../state/state.js';
import type { OverviewSources } from './overview.js';

/** The dependencies of the control API. */
export interface Control extends OverviewSources {
  signer: Signer;
  /** Deletes all state. */
  reset(): Promise<void>;
  /** Replaces all state with a dump. */
  restore(dump: StateDump): Promise<void>;
}

/** A control endpoint and its handler, with a body limit when it is higher than the default. */
export type ControlRoute = [
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  work: (request: FastifyRequest) => unknown,
  bodyLimitBytes?: number,
];

/** A rejected control request; the message says what to change. */
export class ControlRefusal extends Error {
  constructor(
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** The body of a control request as a JSON object; an empty body is `{}`. */
export function parseControlBody(request: FastifyRequest): Fields {
  const raw = Buffer.isBuffer(request.body) && request.body.length > 0 ? request.body.toString('utf8') : '{}';
  return parseJsonBody(raw, (reason) => new ControlRefusal(`The body ${reason}.`));
}

/** The validated body of a control request. */
export function readControlBody<T>(request: FastifyRequest, shape: Shape<T>): T {
  const body = parseControlBody(request);
  const { missing, unknown, invalid } = validateShape(shape, body);
  const problems = [
    ...missing.map((field) => `${field} is missing`),
    ...unknown.map((field) => `${field} is unknown`),
    ...invalid.map(({ field, rule }) => `${field} ${rule}`),
  ];
  if (problems.length > 0) throw new ControlRefusal(`${problems.join('; ')}.`);
  return body as T;
}

/** Responds to a rejected control request with JSON; throws any other error. */
export async function sendControlError(error: unknown, reply: FastifyReply): Promise<FastifyReply> {
  if (error instanceof ControlRefusal) return reply.code(error.status).send({ error: error.message });
  if (error instanceof PlaidFailure)
    return reply.code(error.status).send({ error: error.message, errorCode: error.body.error_code });
  throw error;
}
