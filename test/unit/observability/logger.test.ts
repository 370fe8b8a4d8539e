import { createLogger } from '../../../src/observability/logger.js';

const TOKEN = 'access-sandbox-00000000-made-up-token';

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  let output = '';
  write(
    createLogger({
      level: 'trace',
      destination: {
        write(line) {
          output += line;
        },
      },
    }),
  );
  return output;
}

describe('the logger', () => {
  it('writes JSON lines with level, time and message', () => {
    const line: unknown = JSON.parse(
      logged((log) => {
        log.info({ requestId: 'r-1' }, 'served');
      }),
    );
    expect(line).toMatchObject({ level: 'info', requestId: 'r-1', msg: 'served' });
  });

  it.each([
    [
      'in a message',
      (log: ReturnType<typeof createLogger>) => {
        log.info(`used ${TOKEN}`);
      },
    ],
    [
      'in a known key',
      (log: ReturnType<typeof createLogger>) => {
        log.info({ body: { access_token: 'anything' } }, 'call');
      },
    ],
    [
      'in the text of an error',
      (log: ReturnType<typeof createLogger>) => {
        log.error({ err: new Error(`refused ${TOKEN}`) }, 'failed');
      },
    ],
    [
      'at the beginning of a line',
      (log: ReturnType<typeof createLogger>) => {
        log.info(`refused:\n${TOKEN}\n\teyJhbGciOi.made-up-token.x\nBearer abc.def`);
      },
    ],
    [
      'after a letter',
      (log: ReturnType<typeof createLogger>) => {
        log.info(`token_${TOKEN}`);
      },
    ],
    [
      'in the cause of an error',
      (log: ReturnType<typeof createLogger>) => {
        log.error({ err: new Error('failed', { cause: new Error(TOKEN) }) }, 'failed');
      },
    ],
    [
      'in a bearer header',
      (log: ReturnType<typeof createLogger>) => {
        log.info({ header: 'Bearer abc.def-ghi' }, 'call');
      },
    ],
  ])('T1: never logs a secret %s', (_where, write) => {
    const output = logged(write);
    expect(output).toContain('[removed]');
    expect(output).not.toMatch(/made-up-token|anything|abc\.def/);
  });

  it('T1: logs only the name, message, code and stack of an error', () => {
    const error = Object.assign(new Error('refused'), { code: 'ECONNRESET', config: { data: 'request-body' } });
    const output = logged((log) => {
      log.error({ err: error }, 'failed');
    });
    expect(output).toContain('ECONNRESET');
    expect(output).not.toContain('request-body');
  });
});
