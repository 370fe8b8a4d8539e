import { createRedactor } from '../../../src/plaid/redact.js';

const SECRET = 'a-made-up-plaid-secret';
const TOKEN = 'access-sandbox-6d1e0b1c-0000-4000-8000-made0up0test';
const REQUEST = JSON.stringify({ client_id: 'made-up', secret: SECRET, access_token: TOKEN });

const SPELLINGS: [string, (text: string) => string][] = [
  ['plain text', (text) => text],
  ['base64', (text) => Buffer.from(text).toString('base64')],
  ['base64url', (text) => Buffer.from(text).toString('base64url')],
  ['hex', (text) => Buffer.from(text).toString('hex')],
  ['percent encoding', (text) => Buffer.from(text).toString('hex').replace(/../g, '%$&')],
];

describe('the redaction of a response of Plaid', () => {
  const redact = createRedactor([SECRET]);

  it.each(SPELLINGS)('T1: repeats no secret of the request in %s', (_name, spell) => {
    for (const sent of [REQUEST, SECRET, TOKEN]) {
      const left = redact(`We could not read ${spell(sent)} of yours.`);
      expect(left).not.toContain(spell(sent));
      for (const [, other] of SPELLINGS) {
        expect(left).not.toContain(other(SECRET));
        expect(left).not.toContain(other(TOKEN));
      }
      expect(left).toMatch(/^We could not read .* of yours\.$/);
    }
  });

  it('leaves long words, and percent signs that encode no secret, unchanged', () => {
    const text = 'institution-not-responding-at-the-moment: 100%25 of logins, request aGVsbG8gd29ybGQgYW5kIG1vcmU=';
    expect(redact(text)).toBe(text);
  });
});
