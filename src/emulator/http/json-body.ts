import { type Fields, isObject } from './validation.js';

/** Parses the text of a body that must be a JSON object. `refusal` creates the error that is thrown for any other text. */
export function parseJsonBody(
  text: string,
  refusal: (reason: 'is not JSON' | 'must be a JSON object') => Error,
): Fields {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw refusal('is not JSON');
  }
  if (!isObject(body)) throw refusal('must be a JSON object');
  return body;
}
