import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Limits } from '../../config/config.js';
import { ERROR_CODES, type ErrorCode } from '../../errors/codes.js';
import { badUserInput, GatewayError } from '../../errors/gateway-error.js';
import { prepareCost } from '../limits/cost.js';
import { checkCost, checkLimits, limitExceeded } from '../limits/operation-limits.js';
import { type CheckedVariables, createQuoteRedactor, prepareVariables, validationRules } from './validation.js';

/** How a client names a document: by its text, its hash (as in Apollo's persisted queries), or both. */
export interface DocumentRequest {
  readonly query: string | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

/** A GraphQL request, whatever its transport. */
export interface OperationRequest extends DocumentRequest {
  operationName: string | null | undefined;
  variables: Readonly<Record<string, unknown>> | null | undefined;
}

/** An operation that may be executed, or the errors why not, ready for the error formatter. */
export type Preparation =
  | { ok: true; document: DocumentNode; operation: OperationDefinitionNode }
  | { ok: false; errors: GraphQLError[]; httpStatus: number };

/** Turns a request into an executable operation, in the same way for every transport. */
export interface Pipeline {
  readonly schema: GraphQLSchema;
  /** The text of the document, which the request names by text or hash. Fails like `PersistedDocuments.find`. */
  textOf(request: DocumentRequest): string;
  /** Parses, then checks limits, validation, variables and cost: cheap checks before expensive ones. Never throws. */
  prepare(request: OperationRequest, allowed: readonly `${OperationTypeNode}`[]): Preparation;
}

/** A document that has been validated, and the operations of it that have been prepared, by the requested name. */
interface PreparedDocument {
  readonly document: DocumentNode;
  readonly operations: Map<string | null, PreparedOperation>;
}

/** Everything about an operation that does not depend on its variables. It is within the limits of documents. */
interface PreparedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly checkVariables: (given: Variables) => CheckedVariables;
  readonly costOf: (coerced: Variables) => number;
}

type Variables = Readonly<Record<string, unknown>>;

/** The most validation errors to return. */
const MAX_VALIDATION_ERRORS = 20;

/** The most prepared operations per document: each may take as much memory as the whole document. */
const MAX_PREPARED_OPERATIONS = 4;

/** The pipeline holds no state except a bounded cache of documents with their prepared operations. */
export function createPipeline(options: {
  schema: GraphQLSchema;
  limits: Limits;
  introspection: boolean;
  /** Omits "did you mean" from messages, in production. */
  hideSuggestions: boolean;
  /** TRUSTED_DOCUMENTS: the only documents that may run, by their SHA-256. null: every document may run. */
  trusted: ReadonlyMap<string, string> | null;
}): Pipeline {
  const { schema, limits, hideSuggestions } = options;
  const rules = validationRules(options);
  const redactQuotes = createQuoteRedactor(schema);
  const documents = createPersistedDocuments({
    maxBytes: limits.documentBytes,
    trusted: options.trusted,
  });
  const variableRules = { schema, hideSuggestions, maxList: limits.list };

  function readDocument(query: string): DocumentNode {
    try {
      return parse(query, { maxTokens: limits.tokens });
    } catch (error) {
      throw parseFailure(error, limits.tokens);
    }
  }

  function checkDocument(document: DocumentNode, operation: OperationDefinitionNode): GraphQLError[] {
    const exceeded = checkLimits(document, operation, limits);
    if (exceeded.length > 0) return exceeded.map((error) => wrap(error));
    const invalid = validate(schema, document, rules, { maxErrors: MAX_VALIDATION_ERRORS, hideSuggestions });
    return invalid.map((error) =>
      wrap(new GatewayError('GRAPHQL_VALIDATION_FAILED', redactQuotes(error.message)), error),
    );
  }

  /** A cached document has been validated, but limits apply to each of its operations. */
  function checkOnlyLimits(document: DocumentNode, operation: OperationDefinitionNode): GraphQLError[] {
    return checkLimits(document, operation, limits).map((error) => wrap(error));
  }

  function prepareOperation(
    found: NamedDocument,
    name: string | null,
    allowed: readonly `${OperationTypeNode}`[],
  ): PreparedOperation | GraphQLError[] {
    const document = found.prepared?.document ?? readDocument(found.text);
    const operation = chooseOperation(document, name);
    checkType(operation, allowed);
    const errors = found.prepared ? checkOnlyLimits(document, operation) : checkDocument(document, operation);
    if (errors.length > 0) return errors;
    const prepared = {
      document,
      operation,
      checkVariables: prepareVariables(variableRules, operation),
      costOf: prepareCost({ schema, document, operation, pageSize: limits.pageSize }),
    };
    const operations = found.prepared?.operations ?? new Map<string | null, PreparedOperation>();
    if (operations.size < MAX_PREPARED_OPERATIONS) operations.set(name, prepared);
    if (!found.prepared) documents.remember(found, { document, operations });
    return prepared;
  }

  return {
    schema,
    textOf: (request) => documents.find(request).text,
    prepare(request, allowed) {
      try {
        const found = documents.find(request);
        const name = request.operationName ?? null;
        const known = found.prepared?.operations.get(name);
        const prepared = known ?? prepareOperation(found, name, allowed);
        if (Array.isArray(prepared)) return refusal(prepared);
        checkType(prepared.operation, allowed);
        const { fields, values } = prepared.checkVariables(request.variables ?? {});
        if (fields.length > 0)
          throw badUserInput('A variable does not match its type; `fields` says which and why.', fields);
        checkCost(prepared.costOf(values), limits);
        return { ok: true, document: prepared.document, operation: prepared.operation };
      } catch (error) {
        return refusal([error instanceof GraphQLError ? error : wrap(error as Error)]);
      }
    },
  };
}

function chooseOperation(document: DocumentNode, name: string | null): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  throw badUserInput('The operation to run is not specified.', [
    { path: 'operationName', rule: 'must name an operation of the document unless it contains exactly one' },
  ]);
}

/** Fails unless operations of this type are served here. */
function checkType(operation: OperationDefinitionNode, allowed: readonly `${OperationTypeNode}`[]): void {
  if (allowed.includes(operation.operation)) return;
  throw badUserInput(
    operation.operation === OperationTypeNode.SUBSCRIPTION
      ? 'Subscriptions are served over WebSocket at /graphql, over SSE at /graphql/stream, and as multipart responses.'
      : 'Only subscriptions are served here. Send queries and mutations by POST to /graphql, accepting JSON.',
    [{ path: 'query', rule: `must be a ${allowed.join(' or ')} here` }],
  );
}

/** Parser messages quote the document, so they are replaced by its location. */
function parseFailure(error: unknown, maxTokens: number): Error {
  if (!(error instanceof GraphQLError)) return error as Error;
  if (error.message.endsWith(' tokens. Parsing aborted.')) {
    return limitExceeded(`The document has more than ${maxTokens} tokens.`);
  }
  const [location] = error.locations ?? [];
  const where = location ? ` at line ${location.line}, column ${location.column}` : '';
  return wrap(new GatewayError('GRAPHQL_PARSE_FAILED', `The document is not valid GraphQL${where}.`), error);
}

function wrap(originalError: Error, place?: GraphQLError): GraphQLError {
  return new GraphQLError(originalError.message, {
    originalError,
    nodes: place?.nodes ?? null,
    source: place?.source ?? null,
    positions: place?.positions ?? null,
  });
}

function refusal(errors: GraphQLError[]): Preparation {
  const original = errors[0]?.originalError;
  const code: ErrorCode = original instanceof GatewayError ? original.code : 'INTERNAL_SERVER_ERROR';
  return { ok: false, errors, httpStatus: ERROR_CODES[code].httpStatus };
}

/** A document that may run. `prepared` is set when it has been validated before. */
interface NamedDocument {
  readonly hash: string;
  readonly text: string;
  readonly prepared: PreparedDocument | null;
}

/** The documents that this process has cached, by their SHA-256. */
interface PersistedDocuments {
  /**
   * Finds the named document. Fails with PERSISTED_QUERY_NOT_FOUND for an unknown hash, BAD_USER_INPUT for a hash that does
   * not match its text, LIMIT_EXCEEDED for a text that is too long, and FORBIDDEN for a text that is not trusted when only
   * trusted documents may run.
   */
  find(request: DocumentRequest): NamedDocument;
  /** Caches what was prepared from a document that was validated: from now on its hash alone is enough. */
  remember(found: NamedDocument, prepared: PreparedDocument): void;
}

/** The most cached documents, and the most characters of all their texts. A parsed document takes many times its text. */
const MAX_DOCUMENTS = 500;
const MAX_CHARACTERS = 2 * 1024 * 1024;
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * `trusted`: the only documents that may run, by hash; null: every document may run. The cache is bounded and holds only
 * validated documents. A client sends an evicted document again. A cached text is found without hashing it again.
 */
function createPersistedDocuments(options: {
  maxBytes: number;
  trusted: ReadonlyMap<string, string> | null;
}): PersistedDocuments {
  const { maxBytes, trusted } = options;
  const byText = new Map<string, NamedDocument>();
  const known = new LRUCache<string, NamedDocument>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ text }) => text.length,
    dispose: ({ text }) => byText.delete(text),
  });

  function findByHash(hash: string): NamedDocument {
    const found = known.get(hash);
    if (found) return found;
    const text = trusted?.get(hash);
    if (text === undefined) throw persistedQueryNotFound();
    return { hash, text, prepared: null };
  }

  function findByText(text: string): NamedDocument {
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
