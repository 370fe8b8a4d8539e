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
import type { Limits } from '../../config/config.js';
import { ERROR_CODES, type ErrorCode } from '../../errors/codes.js';
import { badUserInput, GatewayError } from '../../errors/gateway-error.js';
import { checkCost, checkLimits, limitExceeded } from '../limits/check-limits.js';
import { prepareCost } from '../limits/cost.js';
import { type CheckedVariables, prepareVariables } from './check-variables.js';
import { createPersistedDocuments, type DocumentRequest, type NamedDocument } from './persisted-documents.js';
import { createQuoteRedactor, validationRules } from './redact-message.js';

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
  const documents = createPersistedDocuments<PreparedDocument>({
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
    found: NamedDocument<PreparedDocument>,
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
