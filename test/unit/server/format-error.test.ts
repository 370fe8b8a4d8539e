import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { ERROR_CODES, type ErrorCode } from '../../../src/errors/codes.js';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { createErrorFormatter } from '../../../src/server/graphql/format-error.js';

function formatter() {
  const lines: unknown[] = [];
  const note = (line: unknown) => {
    lines.push(line);
  };
  return { lines, format: createErrorFormatter({ info: note, warn: note, error: note }) };
}

describe('the error formatter', () => {
  it('passes on a gateway error, even when graphql-js has wrapped it twice', () => {
    const error = new GatewayError('NOT_FOUND', 'No such object.', { retryAfterMs: 5 });
    const once = new GraphQLError('x', { originalError: error, path: ['a'] });
    const { format, lines } = formatter();
    for (const given of [error, once, new GraphQLError('y', { originalError: once })]) {
      expect(format(given, 'request-1')).toMatchObject({
        message: 'No such object.',
        extensions: { code: 'NOT_FOUND', retryAfterMs: 5, requestId: 'request-1' },
      });
    }
    expect(lines).toEqual([]);
  });

  it('never passes on the cause of an error, nor properties added to it', () => {
    const cause = new Error('PLAID-SECRET');
    const error = Object.assign(new GatewayError('UPSTREAM_TIMEOUT', 'Too slow.', {}, { cause }), {
      token: 'access-1',
    });
    Object.assign(error.details, { request: 'access-2' });
    expect(JSON.stringify(formatter().format(error, 'r'))).not.toMatch(/SECRET|access-/);
  });

  it('masks every other error with a code of the table and the request id, and logs it', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string({ minLength: 12 }), (thrown, secret) => {
        for (const given of [thrown, new Error(secret), new GraphQLError('m', { originalError: new Error(secret) })]) {
          const { format, lines } = formatter();
          const { message, extensions } = format(given, 'request-2');
          expect(extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: 'request-2' });
          expect(message).toBe('The gateway failed. Quote this requestId: request-2');
          expect(lines).toHaveLength(1);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('does not take the code from the extensions of other errors', () => {
    const error = new GraphQLError('made up', { extensions: { code: 'MADE_UP', http: { status: 200 }, stack: 'x' } });
    expect(formatter().format(error, 'r').extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: 'r' });
  });

  it.each(Object.keys(ERROR_CODES))('passes on the code %s', (code) => {
    const { extensions } = formatter().format(new GatewayError(code as ErrorCode, 'm'), 'r');
    expect(extensions?.code).toBe(code);
  });
});
