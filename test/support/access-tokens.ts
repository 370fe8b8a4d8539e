import { SignJWT } from 'jose';

/** Made up; HS256 needs 32 bytes. */
export const TEST_JWT_SECRET = 'a-made-up-secret-for-tests-only-0123456789';

/** An access token as an app's identity provider would issue it. `expiresAt` is in Unix seconds or a duration from now. */
export function signIn(
  sub: string,
  scope = 'items:read items:write auth_numbers:read',
  { expiresAt = '10m', ...claims }: { expiresAt?: string | number } & Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT({ scope, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime(expiresAt)
    .sign(Buffer.from(TEST_JWT_SECRET));
}
