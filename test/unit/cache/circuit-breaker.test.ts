import { createCircuitBreaker } from '../../../src/cache/circuit-breaker.js';

const fails = () => Promise.reject(new Error('down'));

describe('the circuit breaker', () => {
  it('opens after three consecutive failures, then lets one operation try', async () => {
    let time = 0;
    let calls = 0;
    const breaker = createCircuitBreaker(() => time);
    const ask = (operation: () => Promise<string>) => breaker.run(() => ((calls += 1), operation()));
    for (let failure = 0; failure < 3; failure += 1) await expect(ask(fails)).rejects.toThrow('down');
    await expect(ask(fails)).rejects.toThrow('circuit open');
    expect(calls).toBe(3);
    time = 1_000;
    await Promise.allSettled([ask(fails), ask(fails), ask(fails)]);
    expect(calls).toBe(4);
    time = 2_000;
    await expect(ask(() => Promise.resolve('up'))).resolves.toBe('up');
    await expect(ask(() => Promise.resolve('up'))).resolves.toBe('up');
  });

  it('does not count failures with successes between them', async () => {
    const breaker = createCircuitBreaker(() => 0);
    for (let round = 0; round < 5; round += 1) {
      await expect(breaker.run(fails)).rejects.toThrow('down');
      await expect(breaker.run(() => Promise.resolve('up'))).resolves.toBe('up');
    }
  });
});
