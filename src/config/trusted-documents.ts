import { createHash } from 'node:crypto';
import { isJsonObject, parseJsonObject } from '../model/json.js';
import type { EnvReader } from './read-env.js';

const FORMAT_RULE =
  'must name a manifest in the format apollo-persisted-query-manifest, version 1, with at least one operation';

/**
 * TRUSTED_DOCUMENTS: the path of a manifest, or `off`. Returns the documents by the SHA-256 of their text, which clients
 * send. Every id is checked against its text, so that a manifest cannot list one document and run another.
 */
export function readTrustedDocuments(env: EnvReader): ReadonlyMap<string, string> | null {
  const name = 'TRUSTED_DOCUMENTS';
  if (env.text(name) === 'off') return null;
  const content = env.file(name);
  if (content === null) return null;
  const operations = parseManifest(content);
  if (operations === null) {
    env.problem(name, FORMAT_RULE);
    return null;
  }
  const wrong = operations.findIndex(({ id, body }) => id !== createHash('sha256').update(body).digest('hex'));
  if (wrong !== -1) env.problem(name, `has an id that is not the SHA-256 of its body, at operations.${wrong}`);
  return new Map(operations.map(({ id, body }) => [id, body]));
}

interface TrustedOperation {
  id: string;
  body: string;
}

function parseManifest(content: string): TrustedOperation[] | null {
  const manifest = parseJsonObject(content);
  const { format, version, operations } = manifest ?? {};
  if (format !== 'apollo-persisted-query-manifest' || version !== 1) return null;
  if (!Array.isArray(operations) || operations.length === 0) return null;
  return operations.every(isOperation) ? operations : null;
}

function isOperation(value: unknown): value is TrustedOperation {
  if (!isJsonObject(value)) return false;
  const { id, body } = value;
  return typeof id === 'string' && typeof body === 'string' && body !== '';
}
