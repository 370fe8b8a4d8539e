import { openStream } from '../../support/stream-client.js';
import { startTinyServer, type TinyServer } from '../../support/tiny-server.js';
import { signToken, TEST_SECRET } from '../../support/tokens.js';
import { connect } from '../../support/ws-client.js';

const HOUR_MS = 3_600_000;
const auth = { mode: 'jwt', verifier: { secret: TEST_SECRET }, issuer: null, audience: null } as const;

let aheadMs = 0;
let tiny: TinyServer;
/** A server whose clock the test sets, while its timers continue normally, as after a sleep of the machine. */
const start = async (pingMs: number): Promise<string> => {
  aheadMs = 0;
  tiny = await startTinyServer({ config: { auth }, deps: { now: () => Date.now() + aheadMs, pingMs } });
  return `Bearer ${await signToken()}`;
};
afterEach(() => tiny.server.close());

describe('A token that expires because the clock jumps', () => {
  it('T11: closes an idle socket at its next ping', async () => {
    const authorization = await start(50);
    const client = await connect(tiny.socketUrl, { authorization });
    aheadMs = HOUR_MS;
    expect(await client.closed).toEqual({ code: 4403, reason: 'Token expired' });
  });

  it('T11: stops the events of a socket, however long its next ping takes', async () => {
    const authorization = await start(HOUR_MS);
    const client = await connect(tiny.socketUrl, { authorization });
    client.send({ type: 'subscribe', id: '1', payload: { query: 'subscription { big(bytes: 10) }' } });
    expect(await client.next()).toMatchObject({ type: 'next' });
    aheadMs = HOUR_MS;
    expect(await client.closed).toEqual({ code: 4403, reason: 'Token expired' });
  });

  it('T11: prevents new subscriptions', async () => {
    const authorization = await start(HOUR_MS);
    const client = await connect(tiny.socketUrl, { authorization });
    aheadMs = HOUR_MS;
    client.send({ type: 'subscribe', id: '1', payload: { query: 'subscription { forever }' } });
    expect((await client.closed).code).toBe(4403);
  });

  it.each(['SSE', 'multipart'] as const)('T11: ends a stream over %s with UNAUTHENTICATED', async (kind) => {
    const authorization = await start(HOUR_MS);
    const query = 'subscription { forever }';
    const stream = await openStream(tiny.url, kind, { query }, { authorization });
    expect(await stream.next()).toMatchObject({ payload: { data: { forever: 0 } } });
    aheadMs = HOUR_MS;
    expect(JSON.stringify(await stream.next())).toContain('UNAUTHENTICATED');
    expect(await stream.next()).toEqual({ type: 'complete' });
  });
});
