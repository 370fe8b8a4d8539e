import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** An emulator in its own process. The caller ends it. */
export interface EmulatorProcess {
  child: ChildProcess;
  url: string;
  printed: string;
}

/** Runs the command and reads the emulator's address from its output. */
export async function startEmulatorProcess(
  [command = '', ...args]: readonly string[],
  env: Record<string, string>,
  cwd?: string,
): Promise<EmulatorProcess> {
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
}

/** Sends a signal and resolves with the exit code. */
export function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  return new Promise((ended) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      ended(child.exitCode);
      return;
    }
    child.once('exit', (code) => {
      ended(code);
    });
    child.kill(signal);
  });
}
