import { SignJWT } from 'jose';

/** Made up; HS256 needs 32 bytes. */
export const TEST_JWT_SECRET = 'a-made-up-secret-for-tests-only-0123456789';

/** A sign-in token as an app's identity provider would issue it. */
export function signIn(
  sub: string,
  scope = 'items:read items:write auth_numbers:read',
  claims: Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT({ scope, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(Buffer.from(TEST_JWT_SECRET));
}
