import { LRUCache } from 'lru-cache';
import { createHash } from 'node:crypto';
import { badUserInput, GatewayError } from '../../errors/gateway-error.js';
import { limitExceeded } from '../limits/check-limits.js';

/** How a client names a document: by its text, its hash (as in Apollo's persisted queries), or both. */
export interface DocumentRequest {
  readonly query: string | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

/** A document that may run. `prepared` is set when it has been validated before. */
export interface NamedDocument<Prepared> {
  readonly hash: string;
  readonly text: string;
  readonly prepared: Prepared | null;
}

/** The documents that this process has cached, by their SHA-256. */
export interface PersistedDocuments<Prepared> {
  /**
   * Finds the named document. Fails with PERSISTED_QUERY_NOT_FOUND for an unknown hash, BAD_USER_INPUT for a hash that does
   * not match its text, LIMIT_EXCEEDED for a text that is too long, and FORBIDDEN for a text that is not trusted when only
   * trusted documents may run.
   */
  find(request: DocumentRequest): NamedDocument<Prepared>;
  /** Caches what was prepared from a document that was validated: from now on its hash alone is enough. */
  remember(found: NamedDocument<Prepared>, prepared: Prepared): void;
}

/** The most cached documents, and the most characters of all their texts. A parsed document takes many times its text. */
const MAX_DOCUMENTS = 500;
const MAX_CHARACTERS = 2 * 1024 * 1024;
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * `trusted`: the only documents that may run, by hash; null: every document may run. The cache is bounded and holds only
 * validated documents. A client sends an evicted document again. A cached text is found without hashing it again.
 */
export function createPersistedDocuments<Prepared>(options: {
  maxBytes: number;
  trusted: ReadonlyMap<string, string> | null;
}): PersistedDocuments<Prepared> {
  const { maxBytes, trusted } = options;
  const byText = new Map<string, NamedDocument<Prepared>>();
  const known = new LRUCache<string, NamedDocument<Prepared>>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ text }) => text.length,
    dispose: ({ text }) => byText.delete(text),
  });

  function findByHash(hash: string): NamedDocument<Prepared> {
    const found = known.get(hash);
    if (found) return found;
    const text = trusted?.get(hash);
    if (text === undefined) throw persistedQueryNotFound();
    return { hash, text, prepared: null };
  }

  function findByText(text: string): NamedDocument<Prepared> {
    const found = byText.get(text);
    // Marks it as used.
    if (found) return known.get(found.hash) ?? found;
    if (Buffer.byteLength(text) > maxBytes) throw limitExceeded(`The document is longer than ${maxBytes} bytes.`);
    return { hash: createHash('sha256').update(text).digest('hex'), text, prepared: null };
  }

  return {
    find({ query, extensions }) {
      const persisted = extensions?.persistedQuery ?? null;
      const given = persisted === null ? null : hashOf(persisted);
      if (!query) {
        if (given === null) throw noDocument();
        return findByHash(given);
      }
      const found = findByText(query);
      const { hash } = found;
      if (given !== null && given !== hash) throw wrongHash('must be the SHA-256 of the document, in lower-case hex');
      if (trusted && !trusted.has(hash)) throw notTrusted();
      return found;
    },
    remember({ hash, text }, prepared) {
      const entry = { hash, text, prepared };
      known.set(hash, entry);
      // A text that is too long for the cache is not stored.
      if (known.has(hash)) byText.set(text, entry);
    },
  };
}

function hashOf(persisted: unknown): string {
  const { version, sha256Hash } = persisted as { version?: unknown; sha256Hash?: unknown };
  if (version !== 1) throw wrongHash('must have version 1');
  if (typeof sha256Hash === 'string' && SHA256.test(sha256Hash)) return sha256Hash;
  throw wrongHash('must have the SHA-256 of the document as sha256Hash, in lower-case hex');
}

function wrongHash(rule: string): GatewayError {
  return badUserInput('The persisted query is not valid; `fields` says why.', [
    { path: 'extensions.persistedQuery', rule },
  ]);
}

function noDocument(): GatewayError {
  return badUserInput('The request has no document.', [{ path: 'query', rule: 'must be a non-empty string' }]);
}

/** Apollo clients send the text when they receive exactly this message. */
function persistedQueryNotFound(): GatewayError {
  return new GatewayError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
}

function notTrusted(): GatewayError {
  return new GatewayError('FORBIDDEN', 'Only trusted documents run here. Send one of them unchanged, or its hash.');
}
