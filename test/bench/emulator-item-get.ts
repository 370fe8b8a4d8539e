import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmulatorClient } from '../support/emulator-client.js';
import { compare } from './benchmark.js';
import type { Benchmark, Measure } from './benchmark.js';
import { measure } from './load.js';
import { startServer } from './server-process.js';

const PATH = '/item/get';
const CONNECTIONS = 16;
const ROUND_MS = 1500;
const ROUNDS = 5;

const HEADERS = {
  'content-type': 'application/json',
  'plaid-client-id': 'emulator-client-id',
  'plaid-secret': 'emulator-secret',
};

/** Creates an Item in the emulator and returns the response of /item/get for it. */
async function prepare(url: string): Promise<{ body: string; response: string }> {
  const client = createEmulatorClient(url);
  try {
    const { accessToken } = await client.link();
    const response = await client.plaid(PATH, { access_token: accessToken });
    return { body: JSON.stringify({ access_token: accessToken }), response: response.text };
  } finally {
    await client.close();
  }
}

async function run(): Promise<Measure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'emulator-bench-'));
  const emulator = await startServer(['dist/emulator/main.js'], {
    EMULATOR_PORT: '0',
    EMULATOR_RATE_LIMITS: 'off',
    DATA_DIR: dataDir,
  });
  const { body, response } = await prepare(emulator.url);
  const bare = await startServer(['--import', 'tsx', 'test/bench/bare-server.ts'], {
    BENCH_PATH: PATH,
    BENCH_ANSWER: response,
  });
  const load = { path: PATH, headers: HEADERS, body, connections: CONNECTIONS, durationMs: ROUND_MS };
  const ofEmulator = () => measure({ ...load, url: emulator.url });
  const ofBare = () => measure({ ...load, url: bare.url });
  try {
    // Warm-up, so that V8 has compiled both.
    await Promise.all([ofEmulator(), ofBare()]);
    const numbers = await compare(ROUNDS, ofEmulator, ofBare);
    return [{ name: 'calls of /item/get', unit: '/s', ...numbers, atLeast: 0.5 }];
  } finally {
    await emulator.close();
    await bare.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Tests and benchmarks measure the gateway, so the emulator must not be the bottleneck. */
export const emulatorItemGet: Benchmark = {
  title: 'the emulator, against a bare Fastify route with the same JSON',
  run,
};
