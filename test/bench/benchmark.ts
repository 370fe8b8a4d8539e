/** One comparison: how well the thing does against the plainest thing that does the same, in the same run. */
export interface Measure {
  name: string;
  unit: string;
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

const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Of numbers that were measured in turns. `better`: whether more or less of them is better. */
export const compared = (
  pairs: readonly { subject: number; reference: number }[],
  better: 'more' | 'less' = 'more',
): Numbers => ({
  subject: middle(pairs.map((pair) => pair.subject)),
  reference: middle(pairs.map((pair) => pair.reference)),
  ratio: middle(pairs.map(({ subject, reference }) => (better === 'more' ? subject / reference : reference / subject))),
});

/** Measures both sides in turns, so that whatever else the machine does hits both. */
export const compare = async (
  rounds: number,
  subject: () => Promise<number>,
  reference: () => Promise<number>,
  better: 'more' | 'less' = 'more',
): Promise<Numbers> => {
  const pairs: { subject: number; reference: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({ subject: await subject(), reference: await reference() });
  }
  return compared(pairs, better);
};
