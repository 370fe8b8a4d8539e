import { buildSchema } from 'graphql';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { createPipeline, type OperationRequest, type Pipeline } from '../../../src/server/graphql/pipeline.js';
import { DEFAULT_LIMITS } from '../../support/config.js';

const schema = buildSchema(`
  type Query { list(first: Int): [Entry!] one(id: ID!): Entry }
  type Mutation { write(input: Input!): Boolean }
  input Input { text: String! }
  type Entry { id: ID! one: Entry }
`);

function pipelineWith(limits: Partial<typeof DEFAULT_LIMITS> = {}): Pipeline {
  return createPipeline({
    schema,
    limits: { ...DEFAULT_LIMITS, ...limits },
    introspection: true,
    hideSuggestions: true,
    trusted: null,
  });
}

/** The codes of the errors; empty when the operation may run. */
function codesOf(pipeline: Pipeline, request: Partial<OperationRequest>): string[] {
  const { operationName = null, variables = null, query = null, extensions = null } = request;
  const prepared = pipeline.prepare({ query, operationName, variables, extensions }, ['query', 'mutation']);
  if (prepared.ok) return [];
  return prepared.errors.map(({ originalError }) => (originalError instanceof GatewayError ? originalError.code : '?'));
}

describe('a document that was prepared before', () => {
  it('is parsed and validated once, and yields the same document and operation', () => {
    const pipeline = pipelineWith();
    const request = { query: '{ list { id } }', operationName: null, variables: null };
    const [first, second] = [pipeline.prepare(request, ['query']), pipeline.prepare(request, ['query'])];
    if (!first.ok || !second.ok) throw new Error('the operation may run');
    expect(second.document).toBe(first.document);
    expect(second.operation).toBe(first.operation);
  });

  it('is validated against the variables of each request', () => {
    const pipeline = pipelineWith();
    const query = 'query ($id: ID!) { one(id: $id) { id } }';
    for (let count = 0; count < 2; count += 1) {
      expect(codesOf(pipeline, { query, variables: { id: 'a' } })).toEqual([]);
      expect(codesOf(pipeline, { query, variables: {} })).toEqual(['BAD_USER_INPUT']);
      expect(codesOf(pipeline, { query, variables: { id: ['a'] } })).toEqual(['BAD_USER_INPUT']);
    }
  });

  it('costs according to the variables of each request', () => {
    const pipeline = pipelineWith({ cost: 50 });
    const query =
      'query ($first: Int, $all: Boolean = false) { list(first: $first) { ...E } b: list(first: 40) @include(if: $all) { ...E } } fragment E on Entry { id one @include(if: $all) { id } }';
    for (let count = 0; count < 2; count += 1) {
      expect(codesOf(pipeline, { query, variables: { first: 50 } })).toEqual([]);
      expect(codesOf(pipeline, { query, variables: { first: 51 } })).toEqual(['LIMIT_EXCEEDED']);
      expect(codesOf(pipeline, { query, variables: { first: 20, all: true } })).toEqual(['LIMIT_EXCEEDED']);
      expect(codesOf(pipeline, { query, variables: { first: 10, all: true } })).toEqual([]);
    }
  });

  it('is rejected where its operation type is not served', () => {
    const pipeline = pipelineWith();
    const request = { query: 'mutation { write(input: { text: "a" }) }', operationName: null, variables: null };
    expect(pipeline.prepare(request, ['query', 'mutation']).ok).toBe(true);
    expect(pipeline.prepare(request, ['subscription']).ok).toBe(false);
    expect(pipeline.prepare(request, ['query', 'mutation']).ok).toBe(true);
  });

  it('has each of its operations limited and costed separately, however many there are', () => {
    const pipeline = pipelineWith({ depth: 3, cost: 50 });
    const small = Array.from({ length: 8 }, (_, index) => `query Small${index} { list(first: ${index}) { id } }`);
    const query = `${small.join(' ')} query Deep { list { one { one { id } } } } query Dear { list(first: 51) { id } }`;
    for (let count = 0; count < 2; count += 1) {
      small.forEach((_, index) => {
        expect(codesOf(pipeline, { query, operationName: `Small${index}` })).toEqual([]);
      });
      expect(codesOf(pipeline, { query, operationName: 'Deep' })).toEqual(['LIMIT_EXCEEDED']);
      expect(codesOf(pipeline, { query, operationName: 'Dear' })).toEqual(['LIMIT_EXCEEDED']);
      expect(codesOf(pipeline, { query, operationName: 'None' })).toEqual(['BAD_USER_INPUT']);
      expect(codesOf(pipeline, { query })).toEqual(['BAD_USER_INPUT']);
      expect(codesOf(pipeline, { query, operationName: '' })).toEqual(['BAD_USER_INPUT']);
    }
  });
});
