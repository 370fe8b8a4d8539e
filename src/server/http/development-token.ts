import { SignJWT } from 'jose';
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError } from '../../config/config.js';
import { makeDataDir } from '../../config/data-dir.js';
import { errorCode } from '../../errors/gateway-error.js';
import { parseOwnerId } from '../../model/ids.js';
import { type Scope, SCOPES } from '../../model/viewer.js';

const FILE_NAME = 'token.key';
const KEY_BYTES = 32; // HS256
const LIFETIME = '12h';

/** What the command line passed to `npm run token` is wrong. */
export class TokenUsageError extends Error {}

/** The key that `npm run token` signs with; null before its first use. Fails when the file cannot be read. */
export function readDevelopmentTokenKey(dataDir: string): Buffer | null {
  try {
    const key = Buffer.from(readFileSync(join(dataDir, FILE_NAME), 'utf8'), 'base64');
    return key.length === KEY_BYTES ? key : null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * A JWT for this user, valid for twelve hours, with these scopes (none given: every scope). The running gateway accepts it
 * in development only: with AUTH_MODE=jwt, which production requires, this fails with ConfigError and no key is read.
 */
export async function issueDevelopmentToken(
  { auth, dataDir }: Pick<Config, 'auth' | 'dataDir'>,
  sub: string,
  scopes: readonly string[],
): Promise<string> {
  if (auth.mode !== 'development') throw new ConfigError(['AUTH_MODE must be development to create tokens']);
  if (parseOwnerId(sub) === null) throw new TokenUsageError('The user must be 1 to 255 printable characters.');
  const unknown = scopes.filter((scope) => !SCOPES.includes(scope as Scope));
  if (unknown.length > 0) throw new TokenUsageError(`Unknown scope. The scopes are: ${SCOPES.join(', ')}.`);
  const { ownerClaim = 'sub', scopesClaim, issuer, audience, verifier } = auth;
  const claims = { [ownerClaim]: sub, [scopesClaim ?? 'scope']: (scopes.length > 0 ? scopes : SCOPES).join(' ') };
  const token = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setIssuedAt().setExpirationTime(LIFETIME);
  if (issuer !== null) token.setIssuer(issuer);
  if (audience !== null) token.setAudience(audience);
  return token.sign(verifier === null ? loadOrCreateKey(dataDir) : configuredSecret(verifier));
}

function configuredSecret(verifier: NonNullable<Config['auth']['verifier']>): Buffer {
  if ('secret' in verifier) return verifier.secret;
  throw new ConfigError(['AUTH_JWKS_URL must be unset to create tokens: only the issuer of that key set can']);
}

/** The file appears complete or not at all, and never replaces one that another process has created. */
function loadOrCreateKey(dataDir: string): Buffer {
  const known = readDevelopmentTokenKey(dataDir);
  if (known !== null) return known;
  makeDataDir(dataDir);
  const path = join(dataDir, FILE_NAME);
  const temporary = `${path}.${randomBytes(8).toString('hex')}`;
  writeFileSync(temporary, randomBytes(KEY_BYTES).toString('base64'), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    unlinkSync(temporary);
  }
  const created = readDevelopmentTokenKey(dataDir);
  if (created === null) throw new ConfigError([`DATA_DIR holds a damaged ${FILE_NAME}: delete it`]);
  return created;
}
