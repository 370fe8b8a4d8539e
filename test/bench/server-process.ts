import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A server in a process of its own: what it costs is not paid by the one that measures. */
export interface ServerProcess {
  url: string;
  /** What it holds in memory after a collection, in bytes; for one started with MEMORY_PROBE. */
  memoryBytes(): Promise<number>;
  close(): Promise<void>;
}

/** Starts a program of Node's and waits for the first http address it prints. */
export const startServer = async (args: string[], env: Record<string, string>): Promise<ServerProcess> => {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((done) =>
    child.once('exit', () => {
      done();
    }),
  );
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  const url = await new Promise<string>((started, failed) => {
    void ended.then(() => {
      failed(new Error(`${args.join(' ')} ended before it listened`));
    });
    child.stdout.on('data', (chunk: Buffer) => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(chunk.toString())?.[0];
      if (address !== undefined) started(address);
    });
  });
  child.stderr.on('data', (chunk: Buffer) => {
    if (!chunk.toString().startsWith('memory ')) process.stderr.write(chunk);
  });
  const memoryBytes = async (): Promise<number> => {
    const told = once(child.stderr, 'data') as Promise<[Buffer]>;
    child.kill('SIGUSR2');
    return Number(/memory (\d+)/.exec((await told)[0].toString())?.[1]);
  };
  return { url, memoryBytes, close };
};
