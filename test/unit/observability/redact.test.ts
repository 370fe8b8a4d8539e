import { redactTokens } from '../../../src/observability/logger.js';

const UUID = '00000000-0000-4000-8000-000000000000';

describe('token redaction', () => {
  it.each([
    `access-sandbox-${UUID}`,
    `public-production-${UUID}`,
    `a-kind-of-tomorrow-development-${UUID}`,
    'a-sandbox-ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    'processor-sandbox-0123-abc',
    'access-sandbox-cut-o',
    'a-kind-of-tomorrow-sandbox-0123',
  ])('redacts %s wherever it occurs', (token) => {
    const places = [token, `the token ${token} is bad`, `"${token}"`, `x?token=${token}&y`, `${token}.`];
    for (const place of places) expect(redactTokens(place)).toBe(place.replace(token, '[removed]'));
  });

  it('redacts a token in a URL, in the path or in the host', () => {
    expect(redactTokens(`https://link.example/link-sandbox-cut/x`)).toBe('https://link.example/[removed]/x');
    expect(redactTokens(`https://link.example/new-sandbox-${UUID}`)).toBe('https://link.example/[removed]');
    expect(redactTokens(`https://new-sandbox-${UUID}.example`)).toBe('https://[removed].example');
  });

  it.each([
    'https://app-production-ab12.up.railway.example/webhooks/plaid',
    'https://public-sandbox-eu.example/',
    'https://gateway.team-development-2.svc.example:8443/plaid',
  ])('leaves the URL %s unchanged', (address) => {
    expect(redactTokens(address)).toBe(address);
    expect(redactTokens(JSON.stringify({ new_webhook_url: address }))).toBe(
      JSON.stringify({ new_webhook_url: address }),
    );
  });
});

it('Token redaction of a long text without tokens does not block', () => {
  const text = 'x'.repeat(2_000_000);
  const took = [1, 2, 3].map(() => {
    const begunAt = performance.now();
    redactTokens(text);
    return performance.now() - begunAt;
  });
  // Searching for a token at every character took hundreds of milliseconds.
  expect(Math.min(...took)).toBeLessThan(50);
});
