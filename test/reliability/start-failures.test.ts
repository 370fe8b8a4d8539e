import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { createTempDir } from '../support/temp-dir.js';

let folder: ReturnType<typeof createTempDir>;

beforeEach(() => {
  folder = createTempDir();
});

afterEach(() => {
  folder.remove();
});

/** Starts a gateway that cannot start. Returns its exit code and output. */
function start(env: Record<string, string>): { code: number | null; output: string } {
  const { status, stderr, stdout } = spawnSync(process.execPath, ['dist/main.js'], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', DATA_DIR: folder.path, ...env },
    encoding: 'utf8',
  });
  return { code: status, output: stderr + stdout };
}

/** A documentation address (RFC 5737) that no machine has. */
const NOBODYS_ADDRESS = '203.0.113.7';
const SIGN_IN = { AUTH_MODE: 'jwt', AUTH_JWT_SECRET: 'a secret of a test that is long enough: 8f2c61d07be94a35' };

describe('a gateway that cannot start as configured', () => {
  it('exits with 78 and names DATA_DIR, not its value, when the folder is not writable', () => {
    const file = `${folder.path}/a-file`;
    writeFileSync(file, '');
    const { code, output } = start({ DATA_DIR: `${file}/below` });
    expect(output).toContain('DATA_DIR');
    expect(output).not.toContain('a-file');
    expect(code).toBe(78);
  });

  it('exits with 78 and names HOST, not its value, when this machine has no such address', () => {
    const { code, output } = start({ HOST: NOBODYS_ADDRESS, ...SIGN_IN });
    expect(output).toContain('HOST');
    expect(output).not.toContain(NOBODYS_ADDRESS);
    expect(code).toBe(78);
  });

  it.each(['PORT', 'ADMIN_PORT'])(
    'names %s when the port is in use, and exits with 1, since it may be free later',
    async (name) => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const { code, output } = start({ [name]: String(port) });
      other.close();
      await once(other, 'close');
      expect(output).toMatch(new RegExp(`^The gateway could not start: ${name} is in use`, 'm'));
      expect(code).toBe(1);
    },
  );
});
