import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentNode, Kind, print } from 'graphql';
import * as operations from '../generated/operations.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { signIn } from '../support/access-tokens.js';
import { createTempDir } from '../support/temp-dir.js';
import { type Request, type Said, say, type Transport, TRANSPORTS } from '../support/transports.js';

const MANIFEST = 'schema/trusted-documents.json';
const EVERY = TRANSPORTS.map((transport): [Transport] => [transport]);
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
function byHash(hash: string) {
  return { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } };
}

/** A document that each transport serves and that is not in the manifest. */
function unlisted(by: Transport, mark = ''): string {
  return by === 'HTTP' ? `{ viewer { id${mark} } }` : `subscription { itemUpdated { id${mark} } }`;
}

const documents = (Object.values(operations) as unknown[]).filter(
  (value): value is DocumentNode => typeof value === 'object' && value !== null && 'definitions' in value,
);
/** The generated documents as they are sent. */
const listed = documents
  .filter(({ definitions }) => definitions[0]?.kind === Kind.OPERATION_DEFINITION)
  .map((document) => print(document));
function textOf(name: string): string {
  return listed.find((text) => new RegExp(`^\\w+ ${name}\\b`).test(text)) ?? '';
}

let gateway: TestGateway;
let authorization: string;
function send(transport: Transport, body: Request): Promise<Said> {
  return say({ url: gateway.url, authorization }, transport, body);
}

async function start(env: Record<string, string>): Promise<void> {
  gateway = await startGateway({ AUTH_MODE: 'jwt', LIMIT_SOCKETS_PER_VIEWER: '1000', ...env });
  authorization = `Bearer ${await signIn('ada')}`;
  const ada = await gateway.as('ada');
  await ada.run(operations.SandboxCreateItemDocument, { input: {} });
}

describe('with TRUSTED_DOCUMENTS', () => {
  beforeAll(() => start({ TRUSTED_DOCUMENTS: MANIFEST }));
  afterAll(() => gateway.close());

  it('T23: the manifest contains every operation of schema/operations as clients send it', () => {
    const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { operations: { id: string; body: string }[] };
    expect(listed.length).toBeGreaterThan(30);
    expect(manifest.operations.map(({ body }) => body).sort()).toEqual([...listed].sort());
    expect(manifest.operations.every(({ id, body }) => id === hashOf(body))).toBe(true);
  });

  it.each(EVERY)('T23: %s runs listed operations by text and by hash', async (by) => {
    const text = by === 'HTTP' ? textOf('MyItems') : textOf('ItemUpdated');
    for (const body of [{ query: text }, byHash(hashOf(text)), { query: text, ...byHash(hashOf(text)) }]) {
      const { codes, data } = await send(by, body);
      expect(codes).toEqual([]);
      expect(JSON.stringify(data)).toContain('"id"');
    }
  });

  it.each(EVERY)(
    'T23: %s rejects every other operation: by text, by hash, and under the hash of a listed one',
    async (by) => {
      const text = unlisted(by);
      const listedText = by === 'HTTP' ? textOf('MyItems') : textOf('ItemUpdated');
      expect((await send(by, { query: text })).codes).toEqual(['FORBIDDEN']);
      expect((await send(by, { query: text, ...byHash(hashOf(text)) })).codes).toEqual(['FORBIDDEN']);
      expect((await send(by, byHash(hashOf(text)))).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
      expect((await send(by, { query: text, ...byHash(hashOf(listedText)) })).codes).toEqual(['BAD_USER_INPUT']);
      for (const near of [`${listedText} `, `${listedText}\n${text}`, listedText.replace('  id', '  id __typename')]) {
        expect((await send(by, { query: near })).codes).toEqual(['FORBIDDEN']);
      }
    },
  );

  it('T23: the limits apply to listed operations too', async () => {
    const variables = { ids: Array<string>(101).fill('a') };
    expect((await send('HTTP', { query: textOf('ManyNodes'), variables })).codes).toEqual(['BAD_USER_INPUT']);
    const subscription = await send('HTTP', { query: textOf('ItemUpdated') });
    expect(subscription.codes).toEqual(['BAD_USER_INPUT']);
  });

  it('T23: an invalid manifest ends the process with 78 and the name of the variable', () => {
    const folder = createTempDir();
    const wrong = join(folder.path, 'manifest.json');
    writeFileSync(
      wrong,
      JSON.stringify({
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [{ id: 'a', body: '{ a }' }],
      }),
    );
    for (const path of [wrong, join(folder.path, 'missing.json'), 'package.json']) {
      const { status, stderr, stdout } = spawnSync(process.execPath, ['dist/main.js'], {
        env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: folder.path, TRUSTED_DOCUMENTS: path },
        encoding: 'utf8',
      });
      expect([status, stdout]).toEqual([78, '']);
      expect(stderr).toContain('TRUSTED_DOCUMENTS');
      expect(stderr).not.toContain(folder.path);
    }
    folder.remove();
  });
});

describe('persisted queries', () => {
  beforeAll(() => start({}));
  afterAll(() => gateway.close());

  it.each(EVERY)(
    'T24: %s accepts a hash alone once the document was sent, and requests the document before',
    async (by) => {
      const closed = `${unlisted(by)}\n# persisted by ${by}`;
      const requested = await send(by, byHash(hashOf(closed)));
      expect(requested.errors[0]).toMatchObject({
        message: 'PersistedQueryNotFound',
        extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' },
      });
      expect((await send(by, { query: closed, ...byHash(hashOf(closed)) })).codes).toEqual([]);
      expect((await send(by, byHash(hashOf(closed)))).codes).toEqual([]);
    },
  );

  it.each(EVERY)('T24: %s rejects a document under another hash and does not store it', async (by) => {
    const text = `${unlisted(by)}\n# by ${by}`;
    const hash = hashOf(`${text} `);
    expect((await send(by, { query: text, ...byHash(hash) })).codes).toEqual(['BAD_USER_INPUT']);
    expect((await send(by, byHash(hash))).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  });

  it.each(EVERY)('T24: %s stores no document that was rejected', async (by) => {
    for (const query of [`${unlisted(by)} {`, unlisted(by, ' nothing'), onAliases(by)]) {
      expect((await send(by, { query })).codes.length).toBeGreaterThan(0);
      expect((await send(by, byHash(hashOf(query)))).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    }
  });

  it.each(EVERY)('T24: %s rejects what is not a persisted query', async (by) => {
    for (const persistedQuery of [
      {},
      { version: 2, sha256Hash: hashOf('a') },
      { version: 1 },
      { version: 1, sha256Hash: 'A'.repeat(64) },
      'text',
      [],
    ]) {
      expect((await send(by, { extensions: { persistedQuery } })).codes).toEqual(['BAD_USER_INPUT']);
    }
    expect((await send(by, {})).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('T24: a hash is subject to the limits of its document and to the rules of the transport', async () => {
    const query = 'query ($n: Int) { items(first: $n) { nodes { accounts { liveBalances { current } } } } }';
    expect((await send('HTTP', { query, variables: { n: 1 } })).codes).toEqual([]);
    expect((await send('HTTP', { ...byHash(hashOf(query)), variables: { n: 100 } })).codes).toEqual(['LIMIT_EXCEEDED']);
    expect((await send('WebSocket', byHash(hashOf(query)))).codes).toEqual(['BAD_USER_INPUT']);
    expect((await send('SSE', byHash(hashOf(query)))).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('T24: the number of stored documents is limited: the oldest are dropped', async () => {
    const first = '{ viewer { id } } # first';
    await send('HTTP', { query: first });
    expect((await send('HTTP', byHash(hashOf(first)))).codes).toEqual([]);
    for (let n = 0; n < 500; n += 1) await send('HTTP', { query: `{ viewer { id } } # ${n}` });
    expect((await send('HTTP', byHash(hashOf(first)))).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  });
});

function onAliases(by: Transport): string {
  return unlisted(by, Array.from({ length: 16 }, (_, n) => ` a${n}: __typename`).join(''));
}
