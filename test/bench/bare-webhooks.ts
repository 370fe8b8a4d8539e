/**
 * The baseline of recorded webhooks: a Fastify route that verifies Plaid's signature, then appends the body to a table.
 * Requests that wait at the same moment share a commit, and get their response after it. BENCH_KEY is the public key as JWK.
 * BENCH_DATABASE is a postgres:// URL or the path of an SQLite file.
 */
import { createHash } from 'node:crypto';
import { setImmediate as immediate } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import Fastify from 'fastify';
import { compactVerify, importJWK, type JWK } from 'jose';
import pg from 'pg';

interface Row {
  replayKey: string;
  webhookType: string;
  webhookCode: string;
  itemId: string;
  body: string;
}
type Append = (rows: readonly Row[]) => Promise<void>;

const MAX_AGE_SECONDS = 300;
const MAX_BATCH = 256;
const valuesOf = (row: Row): string[] => [row.replayKey, row.webhookType, row.webhookCode, row.itemId, row.body];

/** Durable like the gateway's own file: a write-ahead log, synchronized at every commit. */
function appendToFile(path: string): Append {
  const database = new DatabaseSync(path);
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  database.exec(
    'create table events (id integer primary key, replay_key text unique, type text, code text, item_id text, body text)',
  );
  const insert = database.prepare(
    'insert into events (replay_key, type, code, item_id, body) values (?, ?, ?, ?, ?) on conflict do nothing',
  );
  return (rows) => {
    database.exec('begin immediate');
    for (const row of rows) insert.run(...valuesOf(row));
    database.exec('commit');
    return Promise.resolve();
  };
}

async function appendToPostgres(connectionString: string): Promise<Append> {
  const pool = new pg.Pool({ connectionString });
  await pool.query(
    'create table events (id bigserial primary key, replay_key text unique, type text, code text, item_id text, body text)',
  );
  return async (rows) => {
    const columns = [0, 1, 2, 3, 4].map((column) => rows.map((row) => valuesOf(row)[column]));
    await pool.query({
      name: 'append',
      text: `insert into events (replay_key, type, code, item_id, body)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) on conflict do nothing`,
      values: columns,
    });
  };
}

function inBatches(append: Append): (row: Row) => Promise<void> {
  let waiting: { row: Row; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let isRunning = false;
  const drain = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    while (waiting.length > 0) {
      await immediate();
      const batch = waiting.slice(0, MAX_BATCH);
      waiting = waiting.slice(MAX_BATCH);
      try {
        await append(batch.map(({ row }) => row));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isRunning = false;
  };
  return (row) =>
    new Promise((resolve, reject) => {
      waiting.push({ row, resolve, reject });
      void drain();
    });
}

const place = process.env.BENCH_DATABASE ?? '';
const append = inBatches(place.startsWith('postgres:') ? await appendToPostgres(place) : appendToFile(place));
const key = await importJWK(JSON.parse(process.env.BENCH_KEY ?? '{}') as JWK, 'ES256');

/** The signature as the key of the delivery, or null when it does not sign this body now. */
async function verify(token: string, body: Buffer): Promise<string | null> {
  const { payload } = await compactVerify(token, key, { algorithms: ['ES256'] });
  const claims = JSON.parse(Buffer.from(payload).toString()) as { iat: number; request_body_sha256: string };
  if (Math.abs(Date.now() / 1000 - claims.iat) > MAX_AGE_SECONDS) return null;
  if (createHash('sha256').update(body).digest('hex') !== claims.request_body_sha256) return null;
  return createHash('sha256').update(payload).digest('base64url');
}

const app = Fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
  done(null, body);
});
app.post('/webhooks/plaid', async (request, reply) => {
  const body = request.body as Buffer;
  const replayKey = await verify(String(request.headers['plaid-verification']), body);
  if (replayKey === null) return reply.code(401).send();
  const text = body.toString();
  const webhook = JSON.parse(text) as { webhook_type: string; webhook_code: string; item_id: string };
  const { webhook_type: webhookType, webhook_code: webhookCode, item_id: itemId } = webhook;
  await append({ replayKey, webhookType, webhookCode, itemId, body: text });
  return reply.code(200).send();
});
process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
process.on('SIGTERM', () => process.exit(0));
