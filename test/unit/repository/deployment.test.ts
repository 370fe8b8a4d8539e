import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { parseConfig } from '../../../src/config/parse-config.js';
import { METRICS } from '../../../src/observability/metrics.js';
import { createPrometheus } from '../../../src/observability/prometheus.js';

interface Service {
  image?: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  network_mode?: string;
  volumes?: string[];
  secrets?: string[];
  read_only?: boolean;
  depends_on?: string[] | Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  ports?: string[];
}
interface Compose {
  services: Record<string, Service>;
  secrets: Record<string, { file?: string }>;
  volumes: Record<string, null>;
}

/** The service keys of the Compose specification that this file uses. */
const SERVICE_KEYS = new Set(
  'image build command environment network_mode restart stop_grace_period read_only tmpfs cap_drop security_opt ulimits secrets depends_on volumes healthcheck ports profiles'.split(
    ' ',
  ),
);
function read(path: string): string {
  return readFileSync(path, 'utf8');
}
const compose = parse(read('compose.yaml'), { merge: true }) as Compose;
const services = Object.entries(compose.services);
const gateways = services.filter(([name]) => name.startsWith('gateway-'));

/** Stand-ins for the mounted secret files. */
const SECRET_FILES: Record<string, string> = {
  '/run/secrets/vault_keys': `k1:${Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7)).toString('base64')}`,
  '/run/secrets/auth_jwt_secret': 'a-made-up-secret-of-at-least-32-bytes',
  '/run/secrets/database_url': 'postgres://gateway:made-up@postgres:5432/gateway',
};

describe('compose.yaml', () => {
  it('uses only keys of the Compose specification and names only what exists', () => {
    for (const [name, service] of services) {
      expect(Object.keys(service).filter((key) => !SERVICE_KEYS.has(key))).toEqual([]);
      const needs = Object.keys(Array.isArray(service.depends_on) ? {} : (service.depends_on ?? {}));
      const named = Array.isArray(service.depends_on) ? service.depends_on : needs;
      expect(named.filter((other) => !(other in compose.services))).toEqual([]);
      expect((service.secrets ?? []).filter((secret) => !(secret in compose.secrets))).toEqual([]);
      // Compose copies any other secret into the container, which fails on a read-only file system.
      if (service.read_only)
        for (const name of service.secrets ?? []) expect(compose.secrets[name]?.file).toBeDefined();
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':');
        expect([name, source.startsWith('./') ? existsSync(source) : source in compose.volumes]).toEqual([name, true]);
      }
    }
  });

  it.each(gateways)('gives %s a valid configuration without unknown variables', (_name, gateway) => {
    const used = new Set<string>();
    const env = new Proxy(gateway.environment ?? {}, {
      get: (target, name: string) => {
        used.add(name);
        return target[name];
      },
    });
    const config = parseConfig(env, (path) => SECRET_FILES[path] ?? '');
    expect(Object.keys(gateway.environment ?? {}).filter((name) => !used.has(name))).toEqual([]);
    expect(config).toMatchObject({ production: true, auth: { mode: 'jwt' }, redisUrl: 'redis://redis:6379' });
    expect(config.databaseUrl).toContain('@postgres');
    expect(config.shutdownGraceMs).toBeLessThan(30_000);
  });

  it('runs the gateways in the network of the emulator, which listens on loopback only', () => {
    expect(gateways).toHaveLength(2);
    for (const [, { network_mode }] of gateways) expect(network_mode).toBe('service:emulator');
    const { EMULATOR_PORT } = compose.services.emulator?.environment ?? {};
    expect(gateways[0]?.[1].environment?.PLAID_BASE_URL).toBe(`http://127.0.0.1:${String(EMULATOR_PORT)}`);
    const ports = gateways.flatMap(([, { environment }]) => [
      environment?.PORT,
      environment?.ADMIN_PORT,
      EMULATOR_PORT,
    ]);
    expect(new Set(ports).size).toBe(5);
  });

  it('connects nginx and Prometheus to every gateway, and publishes ports on loopback only', () => {
    for (const [, { environment }] of gateways) {
      expect(read('deploy/nginx.conf')).toContain(`server emulator:${String(environment?.PORT)} `);
      expect(read('deploy/prometheus/prometheus.yml')).toContain(`emulator:${String(environment?.ADMIN_PORT)}`);
    }
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('contains no secret', () => {
    expect(read('compose.yaml')).not.toMatch(
      /(PASSWORD|SECRET|KEYS|DATABASE_URL): (?!\$\{|VAULT_KEYS|AUTH_JWT_SECRET|DATABASE_URL)\S/,
    );
  });
});

describe('the dashboard and the alerts', () => {
  it('use only metrics that the gateway has', async () => {
    const prometheus = await createPrometheus({ endpoint: [], kind: [], version: [] });
    const known = new Set([...(await prometheus.text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    prometheus.close();
    const used = (text: string) =>
      [...text.matchAll(/\b(plaid_gateway|process|nodejs)_[a-z0-9_]+/g)].map(([name]) => name);
    for (const file of ['deploy/grafana/dashboard.json', 'deploy/prometheus/alerts.yml']) {
      const names = used(read(file));
      expect(names.length).toBeGreaterThan(5);
      expect(names.filter((name) => !known.has(name) && !known.has(name.replace(/_(bucket|sum|count)$/, '')))).toEqual(
        [],
      );
    }
    const shown = new Set(used(read('deploy/grafana/dashboard.json')).map((name) => name.replace(/_bucket$/, '')));
    expect(Object.keys(METRICS).filter((name) => !shown.has(name))).toEqual([]);
  });
});

describe('docs/metrics.md', () => {
  it('lists every metric with its type, labels and description, and no other', () => {
    const rows = [
      ...read('docs/metrics.md').matchAll(/^\| `(plaid_gateway_\w+)`\s*\| (\w+)\s*\| (.*?)\s*\| (.*?)\s*\|$/gm),
    ];
    const expected = Object.entries(METRICS).map(([name, { type, help, labels }]) => [
      name,
      type,
      Object.keys(labels)
        .map((label) => `\`${label}\``)
        .join(', '),
      help,
    ]);
    expect(rows.map(([, ...cells]) => cells)).toEqual(expected);
  });
});

describe('every package imported in src', () => {
  it('is a dependency, so that the container installs it', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const imported = files.flatMap((name) => {
      const text = read(`src/${name}`).replace(/^import type [^;]*;/gm, '');
      return [...text.matchAll(/(?:from |import |import\()'([^'.][^']*)'/g)].map(([, from = '']) => from);
    });
    const packages = imported
      .filter((from) => !from.startsWith('node:'))
      .map((from) => from.split('/', from.startsWith('@') ? 2 : 1).join('/'));
    expect(new Set(packages).size).toBeGreaterThan(15);
    expect([...new Set(packages)].filter((name) => !(name in dependencies))).toEqual([]);
  });
});
