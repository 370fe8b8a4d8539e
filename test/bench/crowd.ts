import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Order, Report } from './subscribers.js';

/** Subscribers of one server, in their own process. */
export interface Crowd {
  /** Starts counting events, over all sockets together. */
  reset(): Promise<void>;
  /** Resolves when this many have arrived. */
  wait(events: number): Promise<void>;
  /** Resolves when every subscriber has received one. */
  waitEach(): Promise<void>;
  /** Closes every socket. */
  leave(): Promise<void>;
  end(): Promise<void>;
}

/** Opens `count` sockets with one subscription each to the types TO_ALL and TO_ONE/S<socket number>. */
export async function openCrowd(order: Omit<Order & { type: 'open' }, 'type'>): Promise<Crowd> {
  const child = fork('test/bench/subscribers.ts', { execArgv: ['--import', 'tsx'] });
  const ended = once(child, 'exit');
  const failed = ended.then(() => {
    throw new Error('the subscribers ended');
  });
  failed.catch(() => undefined);

  async function sendQuery(question: Order): Promise<void> {
    const report = once(child, 'message') as Promise<[Report]>;
    child.send(question);
    await Promise.race([report, failed]);
  }

  await sendQuery({ type: 'open', ...order });
  return {
    reset: () => sendQuery({ type: 'reset' }),
    wait: (events) => sendQuery({ type: 'wait', events }),
    waitEach: () => sendQuery({ type: 'wait-each' }),
    leave: () => sendQuery({ type: 'close' }),
    async end() {
      child.disconnect();
      await ended;
    },
  };
}
