import { startTinyServer } from '../../support/tiny-server.js';

interface Health {
  status: string;
  checks?: Record<string, string>;
}

/** Something that a test opens, and can wait for. */
function gate() {
  let open: (value: string) => void = () => undefined;
  const opened = new Promise<string>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('health', () => {
  it('is ready while all checks pass, and names the check that fails', async () => {
    let isStoreUp = true;
    const checks = {
      store: () => (isStoreUp ? Promise.resolve() : Promise.reject(new Error('postgres://user:hunter2@db'))),
      cache: () => Promise.resolve(),
    };
    const tiny = await startTinyServer({ deps: { checks } });
    const ready = await fetch(`${tiny.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ok', checks: { store: 'ok', cache: 'ok' } }]);
    isStoreUp = false;
    const failing = await fetch(`${tiny.url}/health/ready`);
    expect(failing.status).toBe(503);
    expect((await failing.json()) as Health).toEqual({
      status: 'unavailable',
      checks: { store: 'failed', cache: 'ok' },
    });
    expect((await fetch(`${tiny.url}/health/live`)).status).toBe(200);
    await tiny.server.close();
  });

  it('is degraded without an optional dependency, and reports it', async () => {
    const optionalChecks = { cache: () => Promise.reject(new Error('redis://user:hunter2@cache')) };
    const tiny = await startTinyServer({ deps: { checks: { database: () => Promise.resolve() }, optionalChecks } });
    const reply = await fetch(`${tiny.url}/health/ready`);
    const expected = { status: 'degraded', checks: { database: 'ok', cache: 'failed' } };
    expect([reply.status, await reply.json()]).toEqual([200, expected]);
    await tiny.server.close();
  });

  it('does not wait for a check that does not return', async () => {
    const tiny = await startTinyServer({ deps: { checks: { store: () => new Promise(() => undefined) } } });
    const response = await fetch(`${tiny.url}/health/ready`);
    expect([response.status, ((await response.json()) as Health).checks]).toEqual([503, { store: 'failed' }]);
    await tiny.server.close();
  });
});

describe('shutdown', () => {
  it('finishes requests in progress and accepts no new ones', async () => {
    const began = gate();
    const work = gate();
    const tiny = await startTinyServer({
      hooks: {
        wait: () => {
          began.open('');
          return work.opened;
        },
      },
    });
    const reply = tiny.post({ query: '{ wait }' });
    await began.opened;
    const closed = tiny.server.close();
    await expect(tiny.post({ query: '{ hello }' })).rejects.toThrow();
    work.open('done');
    expect(await (await reply).json()).toEqual({ data: { wait: 'done' } });
    await closed;
  });

  it('cuts off requests that do not finish in time, and aborts their operations', async () => {
    const began = gate();
    const aborted = gate();
    const tiny = await startTinyServer({
      config: { shutdownGraceMs: 100 },
      hooks: {
        wait: (signal) => {
          signal.addEventListener('abort', () => {
            aborted.open('');
          });
          began.open('');
          return new Promise(() => undefined);
        },
      },
    });
    const reply = tiny.post({ query: '{ wait }' });
    const failed = expect(reply).rejects.toThrow();
    await began.opened;
    await tiny.server.close();
    await Promise.all([failed, aborted.opened]);
  });

  it('aborts the operation when its client disconnects', async () => {
    const began = gate();
    const aborted = gate();
    const tiny = await startTinyServer({
      hooks: {
        wait: (signal) => {
          signal.addEventListener('abort', () => {
            aborted.open('');
          });
          began.open('');
          return aborted.opened;
        },
      },
    });
    const client = new AbortController();
    const reply = fetch(tiny.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ wait }' }),
      signal: client.signal,
    });
    const failed = expect(reply).rejects.toThrow();
    await began.opened;
    client.abort();
    await Promise.all([failed, aborted.opened]);
    await tiny.server.close();
  });
});

describe('the rate limit', () => {
  it('responds with 429 and Retry-After, and is off at 0', async () => {
    const tiny = await startTinyServer({ limits: { operationsPerMinute: 1 } });
    expect((await tiny.post({ query: '{ hello }' })).status).toBe(200);
    const refused = await tiny.post({ query: '{ hello }' });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await tiny.server.close();
    const free = await startTinyServer({ limits: { operationsPerMinute: 0 } });
    for (let n = 0; n < 3; n += 1) expect((await free.post({ query: '{ hello }' })).status).toBe(200);
    await free.server.close();
  });
});
