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
import { validationRules } from './validation-rules.js';
import { checkVariables } from './check-variables.js';
import { createPersistedDocuments, type DocumentRequest } from './persisted-documents.js';
import { createQuoteRedactor } from './redact-message.js';

/** What a client sent, by whichever transport. */
export interface OperationRequest extends DocumentRequest {
  operationName: string | null | undefined;
  variables: Readonly<Record<string, unknown>> | null | undefined;
}

/** An operation that may be executed, or why it may not be, ready for the error formatter. */
export type Preparation =
  | { ok: true; document: DocumentNode; operation: OperationDefinitionNode }
  | { ok: false; errors: GraphQLError[]; httpStatus: number };

/** The way from a text to an executable operation, the same for every transport. */
export interface Pipeline {
  readonly schema: GraphQLSchema;
  /** The document that a client means, by its text or its hash. Fails as `Documents.find` does. */
  textOf(request: DocumentRequest): string;
  /** Parse, limits, validation, variables, cost, in this order: the cheap checks come before the expensive ones. Never throws. */
  prepare(request: OperationRequest, allowed: readonly `${OperationTypeNode}`[]): Preparation;
}

/** How many errors of validation are told at most. */
const MAX_VALIDATION_ERRORS = 20;

/** Makes the pipeline. It holds only a bounded memory of documents. */
export function createPipeline(options: {
  schema: GraphQLSchema;
  limits: Limits;
  introspection: boolean;
  /** Leaves "did you mean" out of messages, in production. */
  hideSuggestions: boolean;
  /** TRUSTED_DOCUMENTS: the only documents that run, by their SHA-256. null: every document runs. */
  trusted: ReadonlyMap<string, string> | null;
}): Pipeline {
  const { schema, limits, hideSuggestions } = options;
  const rules = validationRules(options);
  const withoutInput = createQuoteRedactor(schema);
  const documents = createPersistedDocuments({ maxBytes: limits.documentBytes, trusted: options.trusted });
  const variableRules = { schema, hideSuggestions, maxList: limits.list };

  function readDocument(query: string): DocumentNode {
    try {
      return parse(query, { maxTokens: limits.tokens });
    } catch (error) {
      throw parseFailure(error, limits.tokens);
    }
  }

  function checkDocument(document: DocumentNode, operation: OperationDefinitionNode): GraphQLError[] {
    const broken = checkLimits(document, operation, limits);
    if (broken.length > 0) return broken.map((error) => wrap(error));
    const invalid = validate(schema, document, rules, { maxErrors: MAX_VALIDATION_ERRORS, hideSuggestions });
    return invalid.map((error) =>
      wrap(new GatewayError('GRAPHQL_VALIDATION_FAILED', withoutInput(error.message)), error),
    );
  }

  return {
    schema,
    textOf: (request) => documents.find(request).text,
    prepare(request, allowed) {
      try {
        const found = documents.find(request);
        const document = found.document ?? readDocument(found.text);
        const operation = chooseOperation(document, request.operationName, allowed);
        const errors = found.document ? checkOnlyLimits(document, operation) : checkDocument(document, operation);
        if (errors.length > 0) return refusal(errors);
        documents.remember(found, document);
        const { fields, values } = checkVariables(variableRules, operation, request.variables ?? {});
        if (fields.length > 0)
          throw badUserInput('A variable does not fit its type; `fields` says which and why.', fields);
        checkCost({ schema, document, operation, variables: values }, limits);
        return { ok: true, document, operation };
      } catch (error) {
        return refusal([error instanceof GraphQLError ? error : wrap(error as Error)]);
      }
    },
  };

  /** A known document was validated as a whole, but its limits hold for each of its operations. */
  function checkOnlyLimits(document: DocumentNode, operation: OperationDefinitionNode): GraphQLError[] {
    return checkLimits(document, operation, limits).map((error) => wrap(error));
  }
}

function chooseOperation(
  document: DocumentNode,
  name: string | null | undefined,
  allowed: readonly `${OperationTypeNode}`[],
): OperationDefinitionNode {
  const operation = getOperationAST(document, name ?? null);
  if (!operation) {
    throw badUserInput('It is not clear which operation to run.', [
      { path: 'operationName', rule: 'must name an operation of the document when it holds none or several' },
    ]);
  }
  if (allowed.includes(operation.operation)) return operation;
  throw badUserInput(
    operation.operation === OperationTypeNode.SUBSCRIPTION
      ? 'Subscriptions are served over WebSocket at /graphql, over SSE at /graphql/stream, and as multipart answers.'
      : 'Only subscriptions are served so. Send queries and mutations by POST to /graphql, asking for JSON.',
    [{ path: 'query', rule: `must be a ${allowed.join(' or ')} here` }],
  );
}

/** Parser messages quote the text, so they are replaced; the place says enough. */
function parseFailure(error: unknown, maxTokens: number): Error {
  if (!(error instanceof GraphQLError)) return error as Error;
  if (error.message.endsWith(' tokens. Parsing aborted.')) {
    return limitExceeded(`The document has more than ${maxTokens} tokens.`);
  }
  const [place] = error.locations ?? [];
  const where = place ? ` at line ${place.line}, column ${place.column}` : '';
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
