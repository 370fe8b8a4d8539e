import { parseConfig } from '../../../src/config/parse-config.js';
import { isAllowedOrigin, isListedOrigin } from '../../../src/server/http/origins.js';

const { corsOrigins } = parseConfig({});

describe('the allowed origins in development', () => {
  it.each(['https://studio.apollographql.com', 'http://localhost:3000', 'http://localhost', 'http://127.0.0.1:5173'])(
    'include %s',
    (origin) => {
      expect(isListedOrigin(origin, corsOrigins)).toBe(true);
    },
  );

  it.each([
    'https://localhost:3000',
    'http://localhost.evil.example:3000',
    'http://evil.example:3000',
    'http://localhost:3000/path',
    'http://localhost:*',
    'http://ada@localhost:3000',
    'http://127.0.0.1.evil.example',
    'https://studio.apollographql.com.evil.example',
    'null',
    '',
  ])('do not include %p', (origin) => {
    expect(
      isListedOrigin(origin, ['https://studio.apollographql.com', 'http://localhost:*', 'http://127.0.0.1:*']),
    ).toBe(false);
  });

  it('are exact when CORS_ORIGINS names any', () => {
    const named = parseConfig({ CORS_ORIGINS: 'https://app.example' }).corsOrigins;
    expect(isListedOrigin('https://app.example', named)).toBe(true);
    expect(isListedOrigin('http://localhost:3000', named)).toBe(false);
    expect(() => parseConfig({ CORS_ORIGINS: 'http://localhost:*' })).toThrow('CORS_ORIGINS');
  });

  it('are not needed without an Origin header, nor for a page of the server itself', () => {
    expect(isAllowedOrigin({ host: 'gateway.example' }, [])).toBe(true);
    expect(isAllowedOrigin({ host: 'gateway.example', origin: 'https://gateway.example' }, [])).toBe(true);
    expect(isAllowedOrigin({ host: 'gateway.example', origin: 'https://evil.example' }, [])).toBe(false);
  });
});
