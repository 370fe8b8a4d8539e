/** One comparison with a baseline in the same run. */
export interface Measure {
  name: string;
  unit: string;
  /** The values of the round with the median ratio. */
  subject: number;
  reference: number;
  /** The median ratio of all rounds, which one disturbed round does not change. 1 equals the baseline, more is better. */
  ratio: number;
  /** The minimum ratio. */
  atLeast: number;
}

/** Measures of the same two servers. */
export interface Benchmark {
  /** What is compared with what. */
  title: string;
  run(): Promise<Measure[]>;
}

type Numbers = Pick<Measure, 'subject' | 'reference' | 'ratio'>;

/** Returns the pair with the median ratio. `better` says whether more or less is better. */
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

/** Measures both sides alternately, so that other load on the machine affects both. */
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
