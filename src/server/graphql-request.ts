import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../errors/gateway-error.js';
import { bodyRefused } from './http-errors.js';

/** What an Accept header has to allow for one kind of answer. */
export interface AnswerType {
  readonly name: string;
  readonly pattern: RegExp;
}

/** An answer that comes whole. */
export const JSON_ANSWER: AnswerType = {
  name: 'application/json',
  pattern: /(^|,)\s*(\*\/\*|application\/(\*|json|graphql-response\+json))\s*(;|,|$)/i,
};

/** A subscription over SSE. */
export const SSE_ANSWER: AnswerType = {
  name: 'text/event-stream',
  pattern: /(^|,)\s*(\*\/\*|text\/(\*|event-stream))\s*(;|,|$)/i,
};

/** A multipart subscription; its parameters are looked at before. */
export const MULTIPART_ANSWER: AnswerType = { name: 'multipart/mixed', pattern: /multipart\/mixed/i };

/**
 * Checks the envelope of a GraphQL request before anything reads it. Fails with BAD_USER_INPUT, or with
 * PERSISTED_QUERY_NOT_FOUND for a hash without its text: the client then sends the text, which is always taken.
 */
export function checkGraphqlRequest(request: FastifyRequest, answer: AnswerType): void {
  const { accept } = request.headers;
  if (accept !== undefined && !answer.pattern.test(accept)) {
    throw bodyRefused(`must include ${answer.name}`, 'headers.accept');
  }
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
