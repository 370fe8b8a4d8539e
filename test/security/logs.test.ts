import { parseConfig } from '../../src/config/parse-config.js';
import { SECRET_NAMES, secretsOf } from '../../src/config/secrets.js';
import { createLogger, type Logger } from '../../src/observability/logger.js';

/** The output of one log call. */
function logged(write: (log: Logger) => void, secrets: readonly string[] = []): string {
  const lines: string[] = [];
  write(createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) }, secrets }));
  return lines.join('');
}

/** Control sequences of terminals, and what viewers or parsers treat as the end of a line or text. */
const TRICKS = [
  'first\n{"level":"fatal","msg":"made up"}',
  'first\r\nsecond',
  '\u001b[2Jcleared',
  '\u009b2J',
  'left\u2028right',
  'left\u2029right',
  'left\u0085right',
  '\u0000\u0007\u0008\u007f',
  '"}\n{"level":"info',
];

describe('secrets of the configuration', () => {
  it('T1: are redacted in the log, whichever variable they come from', () => {
    const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7)).toString('base64');
    const secrets: Record<(typeof SECRET_NAMES)[number], [value: string, secret: string]> = {
      PLAID_CLIENT_ID: ['made-up-client', 'made-up-client'],
      PLAID_SECRET: ['made-up-secret', 'made-up-secret'],
      VAULT_KEYS: [`k1:${key}`, key],
      AUTH_JWT_SECRET: ['a-made-up-secret-of-at-least-32-bytes', 'a-made-up-secret-of-at-least-32-bytes'],
      DATABASE_URL: ['postgres://user:database-word@127.0.0.1/db', 'database-word'],
      REDIS_URL: ['redis://user:redis-word@127.0.0.1', 'redis-word'],
    };
    const env = Object.fromEntries(SECRET_NAMES.map((name) => [name, secrets[name][0]]));
    const removed = secretsOf(parseConfig(env));
    for (const [, secret] of Object.values(secrets)) {
      const output = logged((log) => {
        log.info({ deep: [{ [secret]: `a ${secret} b` }] }, secret);
      }, removed);
      expect(output).not.toContain(secret);
    }
  });
});

describe('external text in the log', () => {
  it.each(TRICKS)('T38: stays on its line and contains no control sequence: %j', (trick) => {
    for (const write of [
      (log: Logger) => {
        log.info({ requestId: trick, [trick]: 1 }, 'served');
      },
      (log: Logger) => {
        log.info(trick);
      },
      (log: Logger) => {
        log.error({ err: new Error(trick, { cause: new Error(trick) }) }, trick);
      },
    ]) {
      const output = logged(write);
      expect(output.endsWith('\n')).toBe(true);
      // eslint-disable-next-line no-control-regex
      expect(output.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
      expect(JSON.stringify(JSON.parse(output))).toContain(JSON.stringify(trick).slice(1, -1));
    }
  });
});

describe('a credential in the log', () => {
  const shapes = [
    'access-sandbox-00000000-made-up',
    'public-production-made-up',
    'item-import-development-made-up',
    'a-kind-of-tomorrow-production-made-up',
    'btok_madeUpMadeUp',
    'eyJhbGciOi.made-up.signature',
    'Bearer made-up',
  ];

  it.each(shapes)('T1: is redacted everywhere: %s', (credential) => {
    for (const text of [
      credential,
      `refused:\n${credential}`,
      `\t${credential}\u0001`,
      `"${credential}"`,
      `x/${credential}`,
    ]) {
      const output = logged((log) => {
        log.warn({ deep: { er: { list: [text] } } }, text);
      });
      expect(output).not.toMatch(/made-up|madeUp/);
      expect(output).toContain('[removed]');
      expect(() => JSON.parse(output) as unknown).not.toThrow();
    }
  });

  it('T1: of the configuration is redacted, also where JSON escapes it', () => {
    const secret = 'a "quoted" \\ secret';
    const output = logged(
      (log) => {
        log.error({ err: new Error(`could not connect with ${secret}`) }, secret);
      },
      [secret],
    );
    expect(output).not.toContain('quoted');
    expect(output).toContain('[removed]');
  });

  it.each(['eyJ', 'a', 'a-', '-sandbox-', 'bearer ', 'eyJa.', '\\n'])(
    'T38: is searched for in linear time (no ReDoS): %j',
    (unit) => {
      const text = unit.repeat(Math.ceil(200_000 / unit.length));
      const startedAt = performance.now();
      logged((log) => {
        log.info(text);
      });
      expect(performance.now() - startedAt).toBeLessThan(3_000);
    },
  );
});
