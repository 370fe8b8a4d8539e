import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';

/** A server in its own process, so that its cost is separate from the client's. */
export interface ServerProcess {
  url: string;
  readonly pid: number;
  /** The memory in use after a garbage collection, in bytes. Needs MEMORY_PROBE. */
  memoryBytes(): Promise<number>;
  /** The 99th percentile of the event loop's delay since the last call, in milliseconds. Needs DELAY_PROBE. */
  eventLoopDelayMs(): Promise<number>;
  /** The memory that the process occupies (RSS), in bytes. */
  residentBytes(): number;
  /** The CPU time used so far, in seconds. */
  cpuSeconds(): number;
  close(): Promise<void>;
}

/** Environment variables for a server whose event loop is watched. */
export const DELAY_PROBE = { NODE_OPTIONS: `--import ${pathToFileURL('test/bench/delay-probe.js').href}` };

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
    if (!/^(memory|delay) /.test(chunk.toString())) process.stderr.write(chunk);
  });
  /** A probe prints its figure on SIGUSR2. */
  const readProbe = async (figure: RegExp): Promise<number> => {
    const printed = once(child.stderr, 'data') as Promise<[Buffer]>;
    child.kill('SIGUSR2');
    return Number(figure.exec((await printed)[0].toString())?.[1]);
  };
  // User and system time in hundredths of a second (proc(5), fields 14 and 15).
  const cpuSeconds = (): number => {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  return {
    url,
    pid: child.pid ?? 0,
    memoryBytes: () => readProbe(/memory (\d+)/),
    eventLoopDelayMs: () => readProbe(/delay ([\d.]+)/),
    residentBytes: () =>
      Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1024,
    cpuSeconds,
    close,
  };
}
