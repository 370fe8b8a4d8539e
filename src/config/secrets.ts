import type { AuthConfig, Config, JwtVerifier, VaultKey } from './config.js';
import { isLoopback, readHttpUrl } from './addresses.js';
import type { EnvReader } from './read-env.js';

const VAULT_KEY_BYTES = 32; // AES-256
const HS256_SECRET_BYTES = 32; // RFC 7518 section 3.2: at least as long as the hash
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** 32 random bytes with fewer distinct values do not occur (probability below 1e-40): such a key is a placeholder. */
const DISTINCT_BYTES = 8;

/** VAULT_KEYS: `id:base64(32 bytes)[,id:…]`. null when unset. All zeros are always rejected; production rejects any placeholder. */
export function readVaultKeys(env: EnvReader, production: boolean): VaultKey[] | null {
  const value = env.secret('VAULT_KEYS');
  if (value === null) return null;
  const keys = value.split(',').map(parseVaultKey);
  if (keys.includes(null)) {
    env.problem('VAULT_KEYS', 'must be id:base64(32 bytes), several of them separated by commas');
    return null;
  }
  const parsed = keys.filter((key) => key !== null);
  if (new Set(parsed.map((key) => key.id)).size !== parsed.length) env.problem('VAULT_KEYS', 'uses one id twice');
  const placeholder = parsed.some(({ key }) =>
    production ? new Set(key).size < DISTINCT_BYTES : key.every((byte) => byte === 0),
  );
  if (placeholder) env.problem('VAULT_KEYS', 'contains a key that is not random');
  return parsed;
}

function parseVaultKey(entry: string): VaultKey | null {
  const [id, encoded, ...rest] = entry.trim().split(':');
  if (id === undefined || encoded === undefined || rest.length > 0) return null;
  if (!KEY_ID.test(id) || !BASE64.test(encoded)) return null;
  const key = Buffer.from(encoded, 'base64');
  return key.length === VAULT_KEY_BYTES ? Object.freeze({ id, key }) : null;
}

/** AUTH_MODE and its settings. Development mode is rejected wherever others could reach the gateway. */
export function readAuth(
  env: EnvReader,
  where: { host: string; plaidEnv: string; nodeEnvProduction: boolean },
): AuthConfig {
  const fallback = where.plaidEnv === 'emulator' ? 'development' : 'jwt';
  const mode = env.oneOf('AUTH_MODE', ['development', 'jwt'], fallback);
  const issuer = env.text('AUTH_ISSUER');
  const audience = env.text('AUTH_AUDIENCE');
  const rules = { issuer, audience, ...readClaims(env) };
  const verifier = readTokenVerifier(env, where.nodeEnvProduction || where.plaidEnv === 'production');
  if (mode === 'development') {
    rejectExposedDevelopmentMode(env, where);
    return Object.freeze({ mode, verifier, ...rules });
  }
  if (verifier === null) env.problem('AUTH_JWT_SECRET', 'or AUTH_JWKS_URL is required with AUTH_MODE=jwt');
  if (where.nodeEnvProduction && issuer === null) env.problem('AUTH_ISSUER', 'is required with NODE_ENV=production');
  if (where.nodeEnvProduction && issuer?.startsWith('http:') === true) {
    env.problem('AUTH_ISSUER', 'must not be an http: address with NODE_ENV=production');
  }
  if (where.nodeEnvProduction && audience === null)
    env.problem('AUTH_AUDIENCE', 'is required with NODE_ENV=production');
  return Object.freeze({ mode, verifier: verifier ?? { secret: Buffer.alloc(0) }, ...rules });
}

/** Claims of RFC 7519 that can hold neither an owner nor scopes. */
const RESERVED_CLAIMS = ['iss', 'aud', 'exp', 'nbf', 'iat', 'jti'];

function readClaims(env: EnvReader): { ownerClaim: string; scopesClaim: string | null } {
  const ownerClaim = env.text('AUTH_OWNER_CLAIM') ?? 'sub';
  const scopesClaim = env.text('AUTH_SCOPES_CLAIM');
  if (RESERVED_CLAIMS.includes(ownerClaim)) env.problem('AUTH_OWNER_CLAIM', 'must name a claim that holds the owner');
  if (scopesClaim !== null && [...RESERVED_CLAIMS, ownerClaim].includes(scopesClaim)) {
    env.problem('AUTH_SCOPES_CLAIM', 'must name a claim that holds scopes');
  }
  return { ownerClaim, scopesClaim };
}

function rejectExposedDevelopmentMode(
  env: EnvReader,
  where: { host: string; plaidEnv: string; nodeEnvProduction: boolean },
): void {
  if (where.plaidEnv === 'production') env.problem('AUTH_MODE', 'development is not allowed with PLAID_ENV=production');
  if (where.nodeEnvProduction) env.problem('AUTH_MODE', 'development is not allowed with NODE_ENV=production');
  if (!isLoopback(where.host)) env.problem('AUTH_MODE', 'development is only allowed when HOST is a loopback address');
}

function readTokenVerifier(env: EnvReader, production: boolean): JwtVerifier | null {
  const secret = env.secret('AUTH_JWT_SECRET');
  const jwksUrl = readHttpUrl(env, 'AUTH_JWKS_URL', { httpsUnlessLoopback: true });
  if (secret !== null && jwksUrl !== null) env.problem('AUTH_JWT_SECRET', 'and AUTH_JWKS_URL are both set: remove one');
  if (secret !== null && Buffer.byteLength(secret) < HS256_SECRET_BYTES) {
    env.problem('AUTH_JWT_SECRET', `must be at least ${HS256_SECRET_BYTES} bytes long`);
  } else if (production && secret !== null && new Set(Buffer.from(secret)).size < DISTINCT_BYTES) {
    env.problem('AUTH_JWT_SECRET', 'is not random');
  }
  if (jwksUrl !== null) return Object.freeze({ jwksUrl });
  return secret === null ? null : Object.freeze({ secret: Buffer.from(secret) });
}

/** The variables that hold secrets. Two of them are URLs that contain a password. */
export const SECRET_NAMES = [
  'PLAID_CLIENT_ID',
  'PLAID_SECRET',
  'VAULT_KEYS',
  'AUTH_JWT_SECRET',
  'DATABASE_URL',
  'REDIS_URL',
] as const;

/** Every secret of a configuration as text, to redact from log lines. */
export function secretsOf(config: Config): string[] {
  const { plaid, vaultKeys, auth, databaseUrl, redisUrl } = config;
  const jwtSecret = auth.verifier !== null && 'secret' in auth.verifier ? [auth.verifier.secret.toString('utf8')] : [];
  const keys = (vaultKeys ?? []).map(({ key }) => key.toString('base64'));
  const passwords = [databaseUrl, redisUrl].flatMap((url) => (url === null ? [] : [passwordIn(url)]));
  return [plaid.clientId, plaid.secret, ...jwtSecret, ...keys, ...passwords].filter((secret) => secret !== '');
}

const passwordIn = (url: string): string => new URL(url).password;
