import { SignJWT } from 'jose';

/** A secret for tests only. */
export const TEST_SECRET = Buffer.from('a secret of the tests, not of anybody else');

/** Signs a token. `claims` add to, or replace, a subject, scopes and an expiry in five minutes. */
export function signToken(claims: Record<string, unknown> = {}, secret: Uint8Array = TEST_SECRET): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return new SignJWT({ sub: 'alice', exp: nowSeconds + 300, scope: 'items:read items:write', ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(secret);
}
