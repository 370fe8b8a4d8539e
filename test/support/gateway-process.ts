import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

/** The built gateway in its own process, for tests that need one, such as kill -9. */
export interface GatewayProcess {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  readonly pid: number;
  /** Everything it wrote to stdout and stderr so far. */
  output(): string;
  /** The memory in use after a garbage collection, in bytes. Needs MEMORY_PROBE. */
  memoryBytes(): Promise<number>;
  /** Sends SIGKILL and waits for the exit. */
  kill(): Promise<void>;
  /** Sends SIGTERM. Resolves with the exit code. */
  stop(): Promise<number | null>;
  signal(signal: NodeJS.Signals): void;
  /** Resolves with the exit code. */
  readonly exited: Promise<number | null>;
  /** Stops reading its stdout. */
  blockOutput(): void;
}

/** Environment variables for a gateway whose memory is measured. */
export const MEMORY_PROBE = { NODE_OPTIONS: `--import ${pathToFileURL('test/support/memory-probe.js').href}` };

/**
 * Starts `node dist/main.js` on free ports with these variables and resolves when it listens. The gateway does not enforce
 * Plaid's rate limits unless a variable says so, as the emulators that tests start do not either.
 */
export async function startGatewayProcess(env: Record<string, string>): Promise<GatewayProcess> {
  const child = spawn(process.execPath, ['dist/main.js'], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', EMULATOR_PORT: '0', PLAID_RATE_LIMITS: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const url = await listeningUrl(child, chunks);
  const exited = once(child, 'exit').then(() => child.exitCode);
  return {
    url,
    pid: child.pid ?? 0,
    output: () => chunks.join(''),
    async memoryBytes() {
      const report = once(child.stderr, 'data') as Promise<[Buffer]>;
      child.kill('SIGUSR2');
      return Number(/memory (\d+)/.exec((await report)[0].toString())?.[1]);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
    signal: (signal) => {
      child.kill(signal);
    },
    exited,
    blockOutput: () => child.stdout.pause(),
  };
}

function listeningUrl(child: ChildProcess, chunks: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`the gateway ended with ${String(code)} before it listened:\n${chunks.join('')}`));
    });
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      chunks.push(`${line}\n`);
      const url = /"url":"([^"]+)".*"msg":"listening"/.exec(line)?.[1];
      if (url !== undefined) resolve(new URL(url).origin);
    });
  });
}
