import { spawnSync } from 'node:child_process';
import { parseConfig } from '../../src/config/parse-config.js';
import { createTempDir } from '../support/temp-dir.js';

const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7)).toString('base64');
const RIGHT = {
  NODE_ENV: 'production',
  PLAID_ENV: 'production',
  PLAID_CLIENT_ID: 'made-up-client',
  PLAID_SECRET: 'made-up-secret',
  VAULT_KEYS: `k1:${KEY}`,
  AUTH_JWT_SECRET: 'a-made-up-secret-of-at-least-32-bytes',
  AUTH_ISSUER: 'https://issuer.example.com',
  AUTH_AUDIENCE: 'gateway',
};

/** Mistakes that must prevent startup, and the variable that the error names. */
const MISTAKES: [string, Record<string, string>, string][] = [
  ['no vault key', { VAULT_KEYS: '' }, 'VAULT_KEYS'],
  ['a vault key that is too short', { VAULT_KEYS: `k1:${Buffer.alloc(31, 9).toString('base64')}` }, 'VAULT_KEYS'],
  ['a vault key of zeros', { VAULT_KEYS: `k1:${Buffer.alloc(32).toString('base64')}` }, 'VAULT_KEYS'],
  [
    'a vault key that is a placeholder',
    { VAULT_KEYS: `k1:${Buffer.alloc(32, 'changeme').toString('base64')}` },
    'VAULT_KEYS',
  ],
  ['one vault key id twice', { VAULT_KEYS: `k1:${KEY},k1:${KEY}` }, 'VAULT_KEYS'],
  ['a JWT secret below 32 bytes', { AUTH_JWT_SECRET: 'x7Qk-short' }, 'AUTH_JWT_SECRET'],
  ['a JWT secret that is a placeholder', { AUTH_JWT_SECRET: 'x'.repeat(40) }, 'AUTH_JWT_SECRET'],
  ['no token verifier', { AUTH_JWT_SECRET: '' }, 'AUTH_JWT_SECRET'],
  ['two token verifiers', { AUTH_JWKS_URL: 'https://id.example/keys' }, 'AUTH_JWT_SECRET'],
  ['keys by plain http', { AUTH_JWT_SECRET: '', AUTH_JWKS_URL: 'http://id.example/keys' }, 'AUTH_JWKS_URL'],
  ['an issuer by plain http', { AUTH_ISSUER: 'http://issuer.example.com' }, 'AUTH_ISSUER'],
  ['no issuer', { AUTH_ISSUER: '' }, 'AUTH_ISSUER'],
  ['no audience', { AUTH_AUDIENCE: '' }, 'AUTH_AUDIENCE'],
  ['development authentication', { AUTH_MODE: 'development' }, 'AUTH_MODE'],
  ['no Plaid secret', { PLAID_SECRET: '' }, 'PLAID_SECRET'],
  ['Plaid by plain http', { PLAID_BASE_URL: 'http://production.plaid.example' }, 'PLAID_BASE_URL'],
  ['every origin', { CORS_ORIGINS: '*' }, 'CORS_ORIGINS'],
  ['an origin with a path', { CORS_ORIGINS: 'https://app.example/path' }, 'CORS_ORIGINS'],
  ['every origin for webhooks', { PLAID_WEBHOOK_ALLOWED_ORIGINS: '*' }, 'PLAID_WEBHOOK_ALLOWED_ORIGINS'],
  ['no depth limit', { LIMIT_DEPTH: '0' }, 'LIMIT_DEPTH'],
  ['no cost limit', { LIMIT_COST: '0' }, 'LIMIT_COST'],
];

describe('a production configuration', () => {
  it('T43: is accepted when it is valid, with introspection and the playground off and no other origin allowed', () => {
    expect(parseConfig(RIGHT)).toMatchObject({ introspection: false, playground: false, corsOrigins: [] });
  });

  it.each(MISTAKES)('T43: with %s is refused, naming the variable and showing no value', (_what, mistake, variable) => {
    const env = { ...RIGHT, ...mistake };
    let message = '';
    try {
      parseConfig(env);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(new RegExp(`- ${variable}\\b`));
    for (const value of [
      ...Object.values(mistake).filter((given) => given !== 'development'),
      RIGHT.PLAID_SECRET,
      KEY,
    ]) {
      if (value.length > 8) expect(message).not.toContain(value);
    }
  });

  it('T43: that is invalid ends the process with 78 before it listens, listing every problem', () => {
    const folder = createTempDir();
    const wrong = {
      VAULT_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
      AUTH_JWT_SECRET: 'short',
      AUTH_ISSUER: '',
    };
    const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/main.js'], {
      env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: folder.path, ...RIGHT, ...wrong },
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([78, '']);
    for (const variable of Object.keys(wrong)) expect(stderr).toContain(variable);
    folder.remove();
  });
});
