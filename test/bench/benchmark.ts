/** One comparison: how well the thing does against the plainest thing that does the same, in the same run. */
export interface Measure {
  name: string;
  unit: string;
  /** Both of one round, the one with the middle ratio: their quotient is that ratio. */
  subject: number;
  reference: number;
  /** The middle of the ratios of all rounds, so that one disturbed round does not move it; 1 is as good as the reference, more is better. */
  ratio: number;
  /** The ratio that it must reach. */
  atLeast: number;
}

/** Measures that are taken of the same two servers. */
export interface Benchmark {
  /** What is compared with what. */
  title: string;
  run(): Promise<Measure[]>;
}

type Numbers = Pick<Measure, 'subject' | 'reference' | 'ratio'>;

/** Of numbers that were measured in turns: those of the round with the middle ratio. `better`: whether more or less of them is better. */
export function compared(
  pairs: readonly { subject: number; reference: number }[],
  better: 'more' | 'less' = 'more',
): Numbers {
  const rounds = pairs.map(({ subject, reference }) => ({
    subject,
    reference,
    ratio: better === 'more' ? subject / reference : reference / subject,
  }));
  rounds.sort((a, b) => a.ratio - b.ratio);
  return rounds[Math.floor(rounds.length / 2)] ?? { subject: 0, reference: 0, ratio: 0 };
}

/** Measures both sides in turns, so that whatever else the machine does hits both. */
export async function compare(
  rounds: number,
  subject: () => Promise<number>,
  reference: () => Promise<number>,
  better: 'more' | 'less' = 'more',
): Promise<Numbers> {
  const pairs: { subject: number; reference: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({ subject: await subject(), reference: await reference() });
  }
  return compared(pairs, better);
}
