import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmulatorClient } from '../../support/emulator-client.js';
import type { EmulatorClient } from '../../support/emulator-client.js';
import type { EmulatorOptions } from '../../../src/emulator/emulator.js';
import { endProcess, startEmulatorProcess } from '../../support/emulator-process.js';
import { MINUTE_MS, startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

/** Runs the command from source. */
const FROM_SOURCE = [process.execPath, '--import', 'tsx', 'src/emulator/main.ts'] as const;

describe('the emulator after a restart', () => {
  let dataDir: string;
  let cleanUp: (() => Promise<unknown>)[];
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'emulator-'));
    cleanUp = [];
  });
  afterEach(async () => {
    await Promise.all(cleanUp.map((close) => close()));
    rmSync(dataDir, { recursive: true, force: true });
  });
  const start = async (options: EmulatorOptions): Promise<EmulatorFixture> => {
    const fixture = await startEmulator(options);
    cleanUp.push(() => fixture.close());
    return fixture;
  };
  const clientOf = (url: string): EmulatorClient => {
    const client = createEmulatorClient(url);
    cleanUp.push(() => client.close());
    return client;
  };
  const run = async (env: Record<string, string>) => {
    const running = await startEmulatorProcess(FROM_SOURCE, env);
    cleanUp.push(() => endProcess(running.child, 'SIGKILL'));
    return running;
  };

  const itemGet = (client: EmulatorClient, accessToken: string) =>
    client.plaid('/item/get', { access_token: accessToken });

  test('Items, tokens, errors and Link tokens survive kill -9, and used public tokens stay used', async () => {
    const first = await run({ DATA_DIR: dataDir });
    const client = clientOf(first.url);
    const linked = await client.link();
    const broken = await client.link();
    await client.plaid('/sandbox/item/reset_login', { access_token: broken.accessToken });
    const used = await client.plaid('/item/public_token/create', { access_token: linked.accessToken });
    await client.plaid('/item/public_token/exchange', { public_token: used.body.public_token });
    const fresh = await client.plaid('/item/public_token/create', { access_token: linked.accessToken });
    const link = await client.plaid('/link/token/create', {
      client_name: 'x',
      language: 'en',
      country_codes: ['US'],
      user: { client_user_id: 'u' },
      products: ['auth'],
    });
    await endProcess(first.child, 'SIGKILL');

    const second = await run({ DATA_DIR: dataDir });
    const again = clientOf(second.url);
    expect((await itemGet(again, linked.accessToken)).body).toMatchObject({
      item: { item_id: linked.itemId, error: null },
    });
    expect((await itemGet(again, broken.accessToken)).body).toMatchObject({
      item: { error: { error_code: 'ITEM_LOGIN_REQUIRED' } },
    });
    expect((await again.plaid('/item/public_token/exchange', { public_token: used.body.public_token })).status).toBe(
      400,
    );
    expect((await again.plaid('/item/public_token/exchange', { public_token: fresh.body.public_token })).status).toBe(
      200,
    );
    expect((await again.plaid('/link/token/get', { link_token: link.body.link_token })).status).toBe(200);
    expect(await endProcess(second.child, 'SIGTERM')).toBe(0);
  }, 30_000);

  test('the command listens on port 4010, or reports why it cannot, even if a gateway uses the same directory', async () => {
    const embedded = await start({ dataDir });
    const taken = createServer();
    const free = await new Promise<boolean>((resolve) => {
      taken.once('error', () => {
        resolve(false);
      });
      taken.listen(4010, '127.0.0.1', () => {
        taken.close(() => {
          resolve(true);
        });
      });
    });
    const child = spawn(FROM_SOURCE[0], FROM_SOURCE.slice(1), {
      env: { PATH: process.env.PATH, DATA_DIR: dataDir },
    });
    cleanUp.push(() => endProcess(child, 'SIGKILL'));
    const output = await new Promise<string>((resolve) => {
      const onData = (chunk: Buffer) => {
        if (chunk.toString().includes('4010')) resolve(chunk.toString());
      };
      child.stdout.on('data', onData);
      child.stderr.on('data', onData);
    });
    expect(output).toMatch(free ? /http:\/\/127\.0\.0\.1:4010/ : /cannot start: .*4010/);
    expect((await embedded.client.link()).itemId).not.toBe('');
  }, 30_000);

  test('the command prints the URLs of the page and the API, and the credentials', async () => {
    const { child, url, printed } = await run({ DATA_DIR: dataDir });
    expect(printed).toContain(`${url}/emulator`);
    expect(printed).toContain('emulator-client-id');
    expect(printed).toContain('emulator-secret');
    expect(await endProcess(child, 'SIGINT')).toBe(0);
  }, 30_000);

  test('an invalid configuration exits with code 78', async () => {
    const child = spawn(FROM_SOURCE[0], FROM_SOURCE.slice(1), {
      env: {
        PATH: process.env.PATH,
        EMULATOR_PORT: 'many',
        EMULATOR_RATE_LIMITS: 'some',
        EMULATOR_LINK_WEBHOOKS: 'few',
        DATA_DIR: dataDir,
      },
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise((ended) => child.once('close', ended));
    expect(code).toBe(78);
    expect(stderr).toContain('EMULATOR_PORT');
    expect(stderr).toContain('EMULATOR_RATE_LIMITS');
    expect(stderr).toContain('EMULATOR_LINK_WEBHOOKS');
    expect(stderr).not.toContain('many');
  }, 30_000);

  test('a webhook that was waiting for a retry is sent after a restart, signed with the same key', async () => {
    const first = await start({ dataDir });
    first.hooks.answerWith(500);
    const { accessToken } = await first.client.link({ webhook: first.hooks.url });
    await first.client.plaid('/sandbox/item/reset_login', { access_token: accessToken });
    await first.hooks.count(1);
    await first.client.control('POST', '/emulator/clock', { advanceMs: 0 });
    await first.emulator.close();

    first.hooks.answerWith(200);
    const second = await start({ dataDir });
    await second.client.control('POST', '/emulator/clock', { advanceMs: MINUTE_MS });
    expect(first.hooks.received).toHaveLength(2);
    expect(first.hooks.received[1]?.raw).toBe(first.hooks.received[0]?.raw);
    expect(second.hooks.received).toHaveLength(0);
    const kid = JSON.parse(
      Buffer.from(first.hooks.received[0]?.verification.split('.')[0] ?? '', 'base64url').toString(),
    ) as { kid: string };
    expect((await second.client.plaid('/webhook_verification_key/get', { key_id: kid.kid })).status).toBe(200);
    await first.close();
  });

  test('the clock stays ahead after a restart', async () => {
    const first = await start({ dataDir });
    await first.client.control('POST', '/emulator/clock', { advanceMs: 86_400_000 });
    await first.close();
    const second = await start({ dataDir });
    expect((await second.client.control('GET', '/emulator/state')).body.aheadMs).toBe(86_400_000);
  });

  test('a restart with the same seed does not generate the same ids again', async () => {
    const first = await start({ dataDir, seed: 'a' });
    const one = await first.client.link();
    await first.close();
    const second = await start({ dataDir, seed: 'a' });
    expect((await second.client.link()).itemId).not.toBe(one.itemId);
    expect((await itemGet(second.client, one.accessToken)).status).toBe(200);
  });

  test('no file contains a plaintext token, account number or webhook body', async () => {
    const fixture = await start({ dataDir });
    const { accessToken, itemId } = await fixture.client.link({ webhook: fixture.hooks.url });
    await fixture.client.plaid('/sandbox/item/reset_login', { access_token: accessToken });
    await fixture.hooks.count(1);
    await fixture.client.control('POST', '/emulator/clock', { advanceMs: 0 });
    const files = readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name), 'latin1'));
    await fixture.close();
    expect(files.length).toBeGreaterThanOrEqual(2);
    for (const secret of [
      accessToken,
      'access-sandbox-',
      'public-sandbox-',
      itemId,
      '900011224410',
      'ITEM_LOGIN_REQUIRED',
    ]) {
      expect(files.filter((text) => text.includes(secret))).toEqual([]);
    }
  });

  test('reset also deletes the state on disk', async () => {
    const first = await start({ dataDir });
    const { accessToken } = await first.client.link();
    await first.client.control('POST', '/emulator/reset');
    await first.close();
    const second = await start({ dataDir });
    expect((await itemGet(second.client, accessToken)).status).toBe(400);
  });
});
