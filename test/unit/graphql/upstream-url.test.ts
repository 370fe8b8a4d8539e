import { upstreamUrl } from '../../../src/graphql/scalars.js';

describe('a URL of Plaid’s', () => {
  it('is null when Plaid says that there is none, also with an empty text', () => {
    expect([null, '', 'https://hooks.example/'].map(upstreamUrl)).toEqual([null, null, 'https://hooks.example/']);
  });

  it('is an error of its field when it is something else', () => {
    expect(() => upstreamUrl('no address')).toThrow(/not a URL/);
  });
});
