import { compared } from '../../bench/benchmark.js';

describe('the numbers of a comparison', () => {
  const rounds = [
    { subject: 900, reference: 1000 },
    { subject: 300, reference: 600 },
    { subject: 1000, reference: 1250 },
  ];

  it('are those of the round with the middle ratio, so that a reader who divides them gets the ratio', () => {
    expect(compared(rounds)).toEqual({ subject: 1000, reference: 1250, ratio: 0.8 });
  });

  it('are turned round where less is better, so that more of the ratio stays better', () => {
    expect(compared(rounds, 'less')).toEqual({ subject: 1000, reference: 1250, ratio: 1.25 });
  });
});
