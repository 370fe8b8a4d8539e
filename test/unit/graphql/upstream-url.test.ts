import { upstreamUrl } from '../../../src/graphql/scalars.js';

describe('a URL from Plaid', () => {
  it('is null if Plaid returns none or an empty string', () => {
    expect([null, '', 'https://hooks.example/'].map(upstreamUrl)).toEqual([null, null, 'https://hooks.example/']);
  });

  it('fails if it is not a URL', () => {
    expect(() => upstreamUrl('not-a-url')).toThrow(/invalid URL/);
  });
});
