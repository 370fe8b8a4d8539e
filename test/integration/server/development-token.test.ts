import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../../src/config/parse-config.js';
import { SCOPES } from '../../../src/model/viewer.js';
import { createAuthenticate } from '../../../src/server/http/authenticate.js';
import {
  issueDevelopmentToken,
  readDevelopmentTokenKey,
  TokenUsageError,
} from '../../../src/server/http/development-token.js';
import { signIn, TEST_JWT_SECRET } from '../../support/access-tokens.js';
import { createTempDir } from '../../support/temp-dir.js';

const HOST = 'localhost:4000';

let dataDir: ReturnType<typeof createTempDir>;
beforeEach(() => {
  dataDir = createTempDir();
});
afterEach(() => {
  dataDir.remove();
});

const configOf = (env: Record<string, string> = {}) => parseConfig({ DATA_DIR: dataDir.path, ...env });

function gateway(env?: Record<string, string>) {
  const authenticate = createAuthenticate(configOf(env).auth, {
    developmentKey: () => readDevelopmentTokenKey(dataDir.path),
  });
  return (token: string) => authenticate(`Bearer ${token}`, HOST);
}

describe('A token of `npm run token`', () => {
  it('is accepted by a gateway that is already running, as that user with every scope', async () => {
    const authenticate = gateway();
    await expect(authenticate(await signIn('ada'))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const token = await issueDevelopmentToken(configOf(), 'ada', []);
    await expect(authenticate(token)).resolves.toMatchObject({ id: 'ada', scopes: new Set(SCOPES) });
  });

  it('has the requested scopes, and the same key the next time', async () => {
    const authenticate = gateway();
    await issueDevelopmentToken(configOf(), 'ada', []);
    const token = await issueDevelopmentToken(configOf(), 'bea', ['items:read']);
    await expect(authenticate(token)).resolves.toMatchObject({ id: 'bea', scopes: new Set(['items:read']) });
    expect(statSync(join(dataDir.path, 'token.key')).mode & 0o777).toBe(0o600);
  });

  it('is signed with AUTH_JWT_SECRET and carries the configured claims when those are set', async () => {
    const env = {
      ...{ AUTH_JWT_SECRET: TEST_JWT_SECRET, AUTH_MODE: 'development', AUTH_ISSUER: 'https://id.example.com' },
      ...{ AUTH_AUDIENCE: 'gateway', AUTH_OWNER_CLAIM: 'uid', AUTH_SCOPES_CLAIM: 'may' },
    };
    const token = await issueDevelopmentToken(configOf(env), 'ada', ['items:read']);
    await expect(gateway(env)(token)).resolves.toMatchObject({ id: 'ada', scopes: new Set(['items:read']) });
    expect(readDevelopmentTokenKey(dataDir.path)).toBeNull();
  });

  it('is neither created nor accepted with AUTH_MODE=jwt', async () => {
    const token = await issueDevelopmentToken(configOf(), 'ada', []);
    const jwt = { AUTH_MODE: 'jwt', AUTH_JWT_SECRET: TEST_JWT_SECRET };
    await expect(issueDevelopmentToken(configOf(jwt), 'ada', [])).rejects.toThrow('AUTH_MODE must be development');
    await expect(gateway(jwt)(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is not created for a user or a scope that cannot exist, nor with a key set', async () => {
    await expect(issueDevelopmentToken(configOf(), '', [])).rejects.toThrow(TokenUsageError);
    await expect(issueDevelopmentToken(configOf(), 'ada', ['everything'])).rejects.toThrow(TokenUsageError);
    const jwks = { AUTH_JWKS_URL: 'https://id.example.com/keys' };
    await expect(issueDevelopmentToken(configOf(jwks), 'ada', [])).rejects.toThrow('AUTH_JWKS_URL must be unset');
  });

  it('does not replace a key file that another process has created', async () => {
    const [one, two] = await Promise.all([
      issueDevelopmentToken(configOf(), 'ada', []),
      issueDevelopmentToken(configOf(), 'bea', []),
    ]);
    const key = readFileSync(join(dataDir.path, 'token.key'), 'utf8');
    await expect(gateway()(one)).resolves.toMatchObject({ id: 'ada' });
    await expect(gateway()(two)).resolves.toMatchObject({ id: 'bea' });
    expect(readFileSync(join(dataDir.path, 'token.key'), 'utf8')).toBe(key);
  });
});
