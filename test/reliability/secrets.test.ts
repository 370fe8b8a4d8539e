import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEventScenario } from '../support/event-scenario.js';
import { startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient } from '../support/graphql-client.js';
import { findSecrets, readFiles, secretsIn } from '../support/secret-search.js';
import type { Secret } from '../support/secret-search.js';
import { TEST_JWT_SECRET } from '../support/access-tokens.js';
import { createTempDir } from '../support/temp-dir.js';
import { startWatchedGateway } from '../support/watched-gateway.js';
import type { WatchedGateway } from '../support/watched-gateway.js';

let gateway: WatchedGateway;

beforeEach(async () => {
  gateway = await startWatchedGateway();
});

afterEach(async () => {
  await gateway.remove();
});

/** The secrets exchanged with Plaid so far, and those that the gateway stores itself. */
function everySecret(): Secret[] {
  const { upstream, proxy, numbersProxy, dataDir } = gateway;
  const vaultKey = readFileSync(join(dataDir, 'vault.key'), 'utf8').trim().split(':')[1] ?? '';
  const seen = [upstream.requestBytes(), upstream.responseBytes(), proxy.requestBytes(), numbersProxy.requestBytes()];
  return [
    ...secretsIn(Buffer.concat(seen)),
    { kind: 'Plaid secret', text: 'emulator-secret' },
    { kind: 'JWT secret', text: TEST_JWT_SECRET },
    { kind: 'vault key', text: vaultKey },
    { kind: 'vault key', text: Buffer.from(vaultKey, 'base64').toString('latin1') },
  ];
}

/** Link tokens may appear in the field linkToken and in the URL of the hosted page. */
function withoutShownLinkTokens(responses: Buffer): Buffer {
  const text = responses.toString('latin1').replace(/"(linkToken|hostedLinkUrl)":"[^"]*"/g, '');
  return Buffer.from(text, 'latin1');
}

/** Where a secret appears that must not: in responses, the log, or files. */
function leaks(secrets: readonly Secret[]): string[] {
  const besideNumbers = secrets.filter(({ kind }) => kind !== 'account number');
  const files = readFiles(gateway.dataDir);
  return [
    ...findSecrets('an answer', withoutShownLinkTokens(gateway.proxy.responseBytes()), secrets),
    ...findSecrets(
      'a response with numbers',
      withoutShownLinkTokens(gateway.numbersProxy.responseBytes()),
      besideNumbers,
    ),
    ...findSecrets('the log', Buffer.from(gateway.logs()), secrets),
    ...files.flatMap(({ name, bytes }) =>
      findSecrets(name, bytes, secrets).filter((leak) => leak !== 'vault key in vault.key'),
    ),
  ];
}

describe('tokens, keys and account numbers', () => {
  it('T1, T2: appear in no response, log line or file in clear text, while the gateway runs and after it stops', async () => {
    const life = await startEventScenario(gateway);
    await life.ordinary();
    await life.echoes();
    await life.badCallers();
    await life.interruptedExchange();

    const running = everySecret();
    expect(leaks(running)).toEqual([]);
    await gateway.stop();
    expect(leaks(everySecret())).toEqual([]);

    // Proves that the search has secrets to look for and finds them where they are.
    const kinds = new Map<string, number>();
    for (const { kind } of running) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    for (const [kind, atLeast] of [
      ['access token', 6],
      ['public token', 6],
      ['link token', 3],
      ['JWT', 8],
      ['account number', 2],
    ] as const) {
      expect([kind, kinds.get(kind) ?? 0, (kinds.get(kind) ?? 0) >= atLeast]).toEqual([kind, expect.any(Number), true]);
    }
    expect(gateway.logs()).toContain('plaid request');
    expect(gateway.proxy.responseBytes().toString()).toMatch(
      /"__typename":"LinkSessionFinishedEvent".*"webhookCode":"LAST"/s,
    );
    expect(secretsIn(gateway.numbersProxy.responseBytes()).some(({ kind }) => kind === 'account number')).toBe(true);
    expect(readFiles(gateway.dataDir).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['vault.key', 'emulator.db']),
    );
    const itemId = /"itemId":"([^"]+)"/.exec(gateway.proxy.responseBytes().toString())?.[1] ?? '';
    const stored = Buffer.concat(readFiles(gateway.dataDir).map(({ bytes }) => bytes));
    expect([itemId.length > 10, stored.includes(itemId)]).toEqual([true, true]);
  }, 60_000);

  it('T1: appear in no output of `npm start`, and in no file except the key file', async () => {
    const folder = createTempDir();
    const started = await startGatewayProcess({ DATA_DIR: folder.path, LOG_LEVEL: 'trace' });
    const client = createGraphqlClient(started.url);
    try {
      await client.must('mutation { sandboxCreateItem(input: {}) { item { id status } } }');
      await client.must('mutation { createLinkSession(input: { products: ["auth"] }) { linkSession { id } } }');
      const key = readFileSync(join(folder.path, 'vault.key'), 'utf8').trim().split(':')[1] ?? '';
      const own = [
        { kind: 'vault key', text: key },
        { kind: 'Plaid secret', text: 'emulator-secret' },
      ];
      for (const stop of [false, true]) {
        if (stop) await started.stop();
        const files = readFiles(folder.path).filter(({ name }) => name !== 'vault.key');
        for (const { name, bytes } of [{ name: 'the output', bytes: Buffer.from(started.output()) }, ...files]) {
          expect(secretsIn(bytes).map(({ kind }) => `${kind} in ${name}`)).toEqual([]);
          expect(findSecrets(name, bytes, own)).toEqual([]);
        }
      }
    } finally {
      await client.close();
      await started.kill();
      folder.remove();
    }
  });
});
