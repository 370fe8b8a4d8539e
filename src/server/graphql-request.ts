import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../errors/gateway-error.js';
import { bodyRefused } from './http-errors.js';

/** Media types in which an answer may be asked for. */
const ANSWERS = /(^|,)\s*(\*\/\*|application\/(\*|json|graphql-response\+json))\s*(;|,|$)/i;

/**
 * Checks the envelope of a GraphQL request before anything reads it. Fails with BAD_USER_INPUT, or with
 * PERSISTED_QUERY_NOT_FOUND for a hash without its text: the client then sends the text, which is always taken.
 */
export function checkGraphqlRequest(request: FastifyRequest): void {
  const { accept } = request.headers;
  if (accept !== undefined && !ANSWERS.test(accept))
    throw bodyRefused('must include application/json', 'headers.accept');
  const { body } = request;
  if (!isObject(body)) throw bodyRefused('must be a JSON object; batches are not served');
  for (const name of ['variables', 'extensions']) {
    if (body[name] != null && !isObject(body[name])) throw bodyRefused('must be an object', name);
  }
  if (body.operationName != null && typeof body.operationName !== 'string') {
    throw bodyRefused('must be a string', 'operationName');
  }
  if (isObject(body.extensions) && 'persistedQuery' in body.extensions) {
    if (!body.query) throw persistedQueryNotFound();
    delete body.extensions.persistedQuery;
  }
  if (typeof body.query !== 'string' || body.query === '') throw bodyRefused('must be a non-empty string', 'query');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Apollo clients look for exactly this message before they send the text. */
function persistedQueryNotFound(): GatewayError {
  return new GatewayError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
}
