import { spawn } from 'node:child_process';

/** A server in a process of its own: what it costs is not paid by the one that measures. */
export interface ServerProcess {
  url: string;
  close(): Promise<void>;
}

/** Starts a program of Node's and waits for the first http address it prints. */
export const startServer = async (args: string[], env: Record<string, string>): Promise<ServerProcess> => {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
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
  return { url, close };
};
