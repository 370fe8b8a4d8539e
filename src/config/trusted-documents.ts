import { createHash } from 'node:crypto';
import type { EnvReader } from './read-env.js';

const FORM =
  'must name a manifest in the format apollo-persisted-query-manifest, version 1, with at least one operation';

/**
 * TRUSTED_DOCUMENTS: the path of a manifest, or `off`. Answers the documents by the SHA-256 of their text, which is what
 * clients send; every id is held against its text, so that a manifest cannot name one document and run another.
 */
export function readTrustedDocuments(env: EnvReader): ReadonlyMap<string, string> | null {
  const name = 'TRUSTED_DOCUMENTS';
  if (env.text(name) === 'off') return null;
  const content = env.file(name);
  if (content === null) return null;
  const operations = parseManifest(content);
  if (operations === null) {
    env.problem(name, FORM);
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
  const manifest = parseObject(content);
  const { format, version, operations } = manifest ?? {};
  if (format !== 'apollo-persisted-query-manifest' || version !== 1) return null;
  if (!Array.isArray(operations) || operations.length === 0) return null;
  return operations.every(isOperation) ? operations : null;
}

function isOperation(value: unknown): value is TrustedOperation {
  if (typeof value !== 'object' || value === null) return false;
  const { id, body } = value as Partial<Record<string, unknown>>;
  return typeof id === 'string' && typeof body === 'string' && body !== '';
}

function parseObject(content: string): Partial<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
