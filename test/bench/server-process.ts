import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';

/** A server in its own process, so that its cost is separate from the client's. */
export interface ServerProcess {
  url: string;
  readonly pid: number;
  /** The memory in use after a garbage collection, in bytes. Needs MEMORY_PROBE. */
  memoryBytes(): Promise<number>;
  /** The CPU time used so far, in seconds. */
  cpuSeconds(): number;
  close(): Promise<void>;
}

/** Starts a Node.js program and waits for the first http URL that it prints. */
export async function startServer(args: string[], env: Record<string, string>): Promise<ServerProcess> {
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
  // User and system time in hundredths of a second (proc(5), fields 14 and 15).
  const cpuSeconds = (): number => {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  return { url, pid: child.pid ?? 0, memoryBytes, cpuSeconds, close };
}
