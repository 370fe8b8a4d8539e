import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** An emulator as its own process; whoever started it ends it. */
export interface EmulatorProcess {
  child: ChildProcess;
  url: string;
  printed: string;
}

/** Runs the command; the first line it prints with an address says where it is. */
export const startEmulatorProcess = async (
  [command = '', ...args]: readonly string[],
  env: Record<string, string>,
  cwd?: string,
): Promise<EmulatorProcess> => {
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, EMULATOR_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd,
  });
  let printed = '';
  const url = await new Promise<string>((started, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => {
      failed(new Error(`the emulator ended with ${String(code)}`));
    });
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /API\s+(http\S+)[\s\S]*secret\s+\S+\n/.exec(printed)?.[1];
      if (address !== undefined) started(address);
    });
  });
  return { child, url, printed };
};

/** Ends it by a signal and answers its exit code. */
export const endProcess = (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> =>
  new Promise((ended) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      ended(child.exitCode);
      return;
    }
    child.once('exit', (code) => {
      ended(code);
    });
    child.kill(signal);
  });
