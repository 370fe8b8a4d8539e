import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Fields, isObject, type Shape, validateShape } from '../http/validation.js';
import type { Signer } from '../outbox/signing.js';
import { PlaidFailure } from '../error-catalog.js';
import type { StateDump } from '../state/state.js';
import type { OverviewSources } from './overview.js';

/** What the control calls steer. */
export interface Control extends OverviewSources {
  signer: Signer;
  /** Forgets everything and starts afresh. */
  reset(): Promise<void>;
  /** Forgets everything and goes on from a dump. */
  restore(dump: StateDump): Promise<void>;
}

/** One control call: what answers it, and how large its body may be when that is more than usual. */
export type ControlRoute = [
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  work: (request: FastifyRequest) => unknown,
  bodyLimitBytes?: number,
];

/** A control call that cannot be done; the text says what to change. */
export class ControlRefusal extends Error {
  constructor(
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** The body of a control call as a JSON object; an empty body is `{}`. */
export function parseControlBody(request: FastifyRequest): Fields {
  const raw = Buffer.isBuffer(request.body) && request.body.length > 0 ? request.body.toString('utf8') : '{}';
  let body: unknown;
  try {
    body = JSON.parse(raw);
  } catch {
    throw new ControlRefusal('The body is not JSON.');
  }
  if (!isObject(body)) throw new ControlRefusal('The body must be a JSON object.');
  return body;
}

/** The body of a control call, once it fits its shape. */
export function readControlBody<T>(request: FastifyRequest, shape: Shape<T>): T {
  const body = parseControlBody(request);
  const { missing, unknown, invalid } = validateShape(shape, body);
  const problems = [
    ...missing.map((field) => `${field} is missing`),
    ...unknown.map((field) => `${field} is not known`),
    ...invalid.map(({ field, rule }) => `${field} ${rule}`),
  ];
  if (problems.length > 0) throw new ControlRefusal(`${problems.join('; ')}.`);
  return body as T;
}

/** Answers a refusal of a control call or of a page as JSON. */
export async function refuseControl(error: unknown, reply: FastifyReply): Promise<FastifyReply> {
  if (error instanceof ControlRefusal) return reply.code(error.status).send({ error: error.message });
  if (error instanceof PlaidFailure)
    return reply.code(error.status).send({ error: error.message, errorCode: error.body.error_code });
  throw error;
}
