import { compared } from '../../bench/benchmark.js';

describe('the numbers of a comparison', () => {
  const rounds = [
    { subject: 900, reference: 1000 },
    { subject: 300, reference: 600 },
    { subject: 1000, reference: 1250 },
  ];

  it('are those of the round with the median ratio, so that dividing them gives the ratio', () => {
    expect(compared(rounds)).toEqual({ subject: 1000, reference: 1250, ratio: 0.8 });
  });

  it('are inverted where less is better, so that a larger ratio is always better', () => {
    expect(compared(rounds, 'less')).toEqual({ subject: 1000, reference: 1250, ratio: 1.25 });
  });
});
