import { SignJWT } from 'jose';
import { SCOPES } from '../../src/model/viewer.js';

/** Made up; HS256 needs 32 bytes. */
export const TEST_JWT_SECRET = 'a-made-up-secret-for-tests-only-0123456789';

/** Every scope over an end user's own data. */
export const OWN_DATA_SCOPES = SCOPES.filter((scope) => scope !== 'operator').join(' ');

/** An access token as an app's identity provider would issue it. `expiresAt` is in Unix seconds or a duration from now. */
export function signIn(
  sub: string,
  scope = OWN_DATA_SCOPES,
  { expiresAt = '10m', ...claims }: { expiresAt?: string | number } & Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT({ scope, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime(expiresAt)
    .sign(Buffer.from(TEST_JWT_SECRET));
}
