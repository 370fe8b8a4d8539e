import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createTempDir } from '../support/temp-dir.js';

const dockerfile = readFileSync('Dockerfile', 'utf8').split('\n');
const stages = dockerfile
  .join('\n')
  .split(/^FROM /m)
  .slice(1);
const last = stages.at(-1) ?? '';
const dependencies = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>;
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<
    string,
    { integrity?: string; resolved?: string; version?: string; hasInstallScript?: boolean; dev?: boolean }
  >;
};

describe('the container', () => {
  it('T36: runs as a user other than root that owns only DATA_DIR', () => {
    expect(last).toMatch(/^USER (?!root\b|0\b)\w+$/m);
    // No instruction after USER adds a file, so all files belong to root.
    expect(last.split(/^USER .*$/m)[1]).not.toMatch(/^(COPY|ADD|RUN|USER) /m);
    expect(last).not.toMatch(/^COPY --chown|chmod [0-7]*[2367]\b/m);
    expect(last.match(/chown \S+ (\S+)$/gm)).toEqual(['chown node:node /data']);
    expect(last).toMatch(/DATA_DIR=\/data\b/);
  });

  it('T36: contains no secret and only named files of the build context', () => {
    expect(dockerfile.join('\n')).not.toMatch(/(SECRET|VAULT_KEYS|CLIENT_ID|PASSWORD)\s*=/);
    expect(dockerfile.filter((line) => /^(COPY|ADD) \.( |$)/.test(line))).toEqual([]);
    expect(readFileSync('.dockerignore', 'utf8').split('\n')).toEqual(
      expect.arrayContaining(['.env*', 'data', '.git']),
    );
  });

  it.each(['vault:rewrap', 'audit:verify'])(
    'runs %s as SECURITY.md describes, directly and through npm, with only the files it ships',
    (command) => {
      const shipped = createTempDir();
      cpSync('package.json', join(shipped.path, 'package.json'));
      symlinkSync(resolve('dist'), join(shipped.path, 'dist'));
      symlinkSync(resolve('node_modules'), join(shipped.path, 'node_modules'));
      mkdirSync(join(shipped.path, 'data'));
      const env = { PATH: process.env.PATH ?? '', HOME: shipped.path, DATA_DIR: join(shipped.path, 'data') };
      const [byItself, byNpm] = [
        ['node', 'dist/main.js', command],
        ['npm', 'run', '--silent', command],
      ].map(([program = '', ...args]) => spawnSync(program, args, { cwd: shipped.path, env, encoding: 'utf8' }));
      shipped.remove();
      expect(readFileSync('SECURITY.md', 'utf8')).toContain(`node dist/main.js ${command}`);
      expect(byItself).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^(Re-encrypted|The audit log is intact)/) as string,
      });
      expect(byNpm).toMatchObject({ status: 0, stdout: byItself?.stdout });
    },
  );

  it('T3: writes no core dump and opens no debugger', () => {
    const [command = ''] = /^CMD .*$/m.exec(last) ?? [];
    expect(command).toContain('ulimit -c 0');
    expect(command).toContain('exec node --disable-sigusr1 dist/main.js');
    expect(command).not.toMatch(/inspect|heapsnapshot/);
  });

  it('T35: runs no install script of a package during the build', () => {
    const installs = dockerfile.filter((line) => /\bnpm (ci|install|i)\b/.test(line));
    expect(installs.length).toBeGreaterThan(0);
    expect(installs.filter((line) => !line.includes('npm ci') || !line.includes('--ignore-scripts'))).toEqual([]);
    expect(last).not.toMatch(/\bnpm (ci|install|i)\b/);
  });

  it('T35: names its base image in one place, where a digest can be set', () => {
    expect(stages.map((stage) => stage.split(/\s/)[0])).toEqual(stages.map(() => '${NODE_IMAGE}'));
    expect(dockerfile.filter((line) => line.startsWith('ARG NODE_IMAGE='))).toHaveLength(1);
  });
});

describe('the dependencies', () => {
  it('T35: are exact versions, in package.json and in its overrides', () => {
    const versions = ['dependencies', 'devDependencies', 'overrides'].flatMap((part) =>
      Object.entries(dependencies[part] ?? {}),
    );
    expect(versions.length).toBeGreaterThan(20);
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('T35: are each pinned by a content hash and come only from the configured registry', () => {
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
    expect(packages.length).toBeGreaterThan(100);
    expect(packages.filter(([, { integrity }]) => !(integrity ?? '').startsWith('sha512-'))).toEqual([]);
    expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('T35: that have install scripts are known, and none needs to run', () => {
    const scripted = Object.entries(lock.packages).filter(
      ([, entry]) => entry.hasInstallScript === true && entry.dev !== true,
    );
    // @photostructure/sqlite brings its binaries: the script only looks whether one of them fits.
    expect(scripted.map(([path]) => path.replace('node_modules/', ''))).toEqual([
      '@apollo/protobufjs',
      '@photostructure/sqlite',
    ]);
  });
});
