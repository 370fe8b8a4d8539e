import type { FastifyRequest } from 'fastify';
import type { Pipeline } from '../graphql/pipeline.js';
import { badRequest } from './http-errors.js';

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
 * Checks the envelope of a GraphQL request before anything reads it, and puts the text in the place of a hash. Fails with
 * BAD_USER_INPUT, or as `pipeline.textOf` does: for a hash that is not known, its client then sends the text.
 */
export function checkGraphqlRequest(
  request: FastifyRequest,
  answer: AnswerType,
  pipeline: Pick<Pipeline, 'textOf'>,
): void {
  const { accept } = request.headers;
  if (accept !== undefined && !answer.pattern.test(accept)) {
    throw badRequest(`must include ${answer.name}`, 'headers.accept');
  }
  const { body } = request;
  if (!isObject(body)) throw badRequest('must be a JSON object; batches are not served');
  for (const name of ['variables', 'extensions']) {
    if (body[name] != null && !isObject(body[name])) throw badRequest('must be an object', name);
  }
  if (body.operationName != null && typeof body.operationName !== 'string') {
    throw badRequest('must be a string', 'operationName');
  }
  const extensions = isObject(body.extensions) ? body.extensions : {};
  const { persistedQuery } = extensions;
  if (persistedQuery != null && !isObject(persistedQuery)) throw badRequest('must be an object', 'extensions');
  const isText = typeof body.query === 'string' && body.query !== '';
  if (!isText && (persistedQuery == null || !isAbsent(body.query))) {
    throw badRequest('must be a non-empty string', 'query');
  }
  body.query = pipeline.textOf({ query: isText ? (body.query as string) : null, extensions });
  // Apollo would look for a store of its own.
  delete extensions.persistedQuery;
}

/** How clients leave the text out: some protocols insist on a string. */
function isAbsent(query: unknown): boolean {
  return query == null || query === '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
