import { createIdleSignal, gatherWrites, type IdleSignal } from '../../../src/loaders/batching.js';

/** A read of some event-loop turns that then has something to write. */
async function readAndWrite(reads: IdleSignal, turns: number, write: () => Promise<void>): Promise<void> {
  const end = reads.begin();
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  end();
  await write();
}

describe('writes that are batched', () => {
  const written: number[][] = [];
  const record = (entries: readonly number[]): Promise<void> => {
    written.push([...entries]);
    return Promise.resolve();
  };
  beforeEach(() => {
    written.length = 0;
  });

  it('are one write for concurrent reads, in whatever order they end', async () => {
    const reads = createIdleSignal();
    const write = gatherWrites(reads, record);
    await Promise.all([30, 1, 10].map((turns) => readAndWrite(reads, turns, () => write(turns))));
    expect(written).toEqual([[1, 10, 30]]);
  });

  it('are one write for a read and the read that it caused', async () => {
    const reads = createIdleSignal();
    const write = gatherWrites(reads, record);
    const first = readAndWrite(reads, 1, () => {
      void second();
      return write(1);
    });
    let caused: Promise<void> = Promise.resolve();
    const second = (): Promise<void> => (caused = readAndWrite(reads, 5, () => write(2)));
    await first;
    await caused;
    expect(written).toEqual([[1, 2]]);
  });

  it('do not wait for a read that takes much longer than the others, nor while it causes no further reads', async () => {
    const reads = createIdleSignal();
    const write = gatherWrites(reads, record);
    const endSlowRead = reads.begin();
    await Promise.all([readAndWrite(reads, 1, () => write(1)), readAndWrite(reads, 2, () => write(2))]);
    expect(written).toEqual([[1, 2]]);
    endSlowRead();
    await write(3);
    expect(written).toEqual([[1, 2], [3]]);
  });

  it('do not wait forever while new reads keep starting', async () => {
    const reads = createIdleSignal();
    const write = gatherWrites(reads, record);
    let isOver = false;
    const endless = async (): Promise<void> => {
      while (!isOver) {
        const ends = [reads.begin(), reads.begin()];
        await new Promise((resolve) => setImmediate(resolve));
        ends[0]?.();
        await new Promise((resolve) => setImmediate(resolve));
        reads.begin();
        ends[1]?.();
      }
    };
    const reading = endless();
    await write(1);
    expect(written).toEqual([[1]]);
    isOver = true;
    await reading;
  });

  it('fail together, and later ones are tried again', async () => {
    const reads = createIdleSignal();
    let fails = true;
    const write = gatherWrites<number>(reads, (entries) =>
      fails ? Promise.reject(new Error('the disk is full')) : record(entries),
    );
    const outcomes = await Promise.allSettled([write(1), write(2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    await write(3);
    expect(written).toEqual([[3]]);
  });
});
