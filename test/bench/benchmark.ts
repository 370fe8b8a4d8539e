/** One comparison: how fast the thing is against the plainest thing that does the same, in the same run. */
export interface Benchmark {
  name: string;
  /** The ratio that it must reach, 1 being as fast as what it is compared with. */
  atLeast: number;
  run(): Promise<Comparison>;
}

/** Calls per second of both sides, measured in turns. */
export interface Comparison {
  subject: number;
  reference: number;
  /** The middle of the ratios of all rounds: one disturbed round does not move it. */
  ratio: number;
}

const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Measures both sides in turns, so that whatever else the machine does hits both. */
export const compare = async (
  rounds: number,
  subject: () => Promise<number>,
  reference: () => Promise<number>,
): Promise<Comparison> => {
  const pairs: { subject: number; reference: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({ subject: await subject(), reference: await reference() });
  }
  return {
    subject: middle(pairs.map((pair) => pair.subject)),
    reference: middle(pairs.map((pair) => pair.reference)),
    ratio: middle(pairs.map((pair) => pair.subject / pair.reference)),
  };
};
