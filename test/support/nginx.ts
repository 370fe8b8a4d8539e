import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { createTempDir } from './temp-dir.js';

const PATHS = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx'];

/** The path of nginx, or null when it is not installed. */
export function findNginx(): string | null {
  return PATHS.find((path) => existsSync(path)) ?? null;
}

export interface Nginx {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Runs deploy/nginx.conf on loopback in front of these instances. Only addresses and paths are replaced. `more` is inserted
 * at the beginning of its http block and of its location for all paths.
 */
export async function startNginx(
  program: string,
  instances: readonly [string, string],
  more = { http: '', location: '' },
): Promise<Nginx> {
  const folder = createTempDir();
  const port = await freePort();
  const conf = readFileSync('deploy/nginx.conf', 'utf8')
    .replace('emulator:4001', new URL(instances[0]).host)
    .replace('emulator:4002', new URL(instances[1]).host)
    .replace('listen 8080', `listen 127.0.0.1:${port}`)
    .replace('http {', () => `http {\n${more.http}`)
    .replace('location / {', () => `location / {\n${more.location}`)
    .replaceAll('/tmp/', `${folder.path}/`);
  const path = join(folder.path, 'nginx.conf');
  writeFileSync(path, conf);
  const child = spawn(program, ['-c', path, '-g', 'daemon off;'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  while (!(await responds(port))) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}: ${errors.join('')}`);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      child.kill('SIGTERM');
      await exited;
      folder.remove();
    },
  };
}

function responds(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      setImmediate(resolve, false);
    });
  });
}
