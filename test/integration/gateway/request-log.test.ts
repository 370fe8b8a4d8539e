import { startGateway, type TestGateway } from '../../support/gateway.js';

interface Line {
  msg: string;
  requestId: string;
}

describe('the log', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ LOG_LEVEL: 'info' });
  });
  afterAll(() => gateway.close());

  const requestLines = (): Line[] =>
    gateway
      .logs()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line)
      .filter(({ msg }) => msg === 'request finished');

  it('has one line per request, with its id, operation, outcome and cost', async () => {
    const client = await gateway.as('ada');
    const { requestId } = await client.run('{ viewer { items { totalCount } } }');
    const lines = requestLines().filter((line) => line.requestId === requestId);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'info',
      method: 'POST',
      route: '/graphql',
      status: 200,
      transport: 'http',
      outcome: 'ok',
      upstreamCalls: 0,
      durationMs: expect.any(Number) as number,
    });
  });

  it('contains no input, and omits health checks', async () => {
    const before = requestLines().length;
    await fetch(`${gateway.url}/health/live`);
    await fetch(`${gateway.url}/health/ready`);
    await fetch(`${gateway.url}/a-private-path?secret=word`, { headers: { 'user-agent': 'a-private-agent' } });
    // The line is written shortly after the response.
    while (requestLines().length === before) await new Promise((resolve) => setImmediate(resolve));
    expect(requestLines().slice(before)).toEqual([expect.objectContaining({ route: 'unknown', status: 404 })]);
    expect(gateway.logs()).not.toMatch(/a-private|secret=word/);
  });
});
