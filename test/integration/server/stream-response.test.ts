import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SSE } from '../../../src/server/subscriptions/stream-format.js';
import { openStreamResponse, type StreamResponseOptions } from '../../../src/server/subscriptions/stream-response.js';

const QUIET: StreamResponseOptions = {
  format: SSE,
  headers: {},
  stallMs: 60_000,
  closeTimeoutMs: 60_000,
  heartbeatMs: 60_000,
  now: Date.now,
  onStall: () => undefined,
};

describe('A stream response', () => {
  const server = createServer();
  let url: string;
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Both ends of one response; `respond` starts it. */
  async function connect<T>(respond: (response: ServerResponse) => T): Promise<{ client: IncomingMessage; stream: T }> {
    const request = get(url);
    request.on('error', () => undefined);
    const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
    const stream = respond(response);
    const [client] = (await once(request, 'response')) as [IncomingMessage];
    client.on('error', () => undefined).setEncoding('utf8');
    return { client, stream };
  }

  it('sends heartbeats while there is nothing else to send', async () => {
    const { client } = await connect((response) => openStreamResponse(response, { ...QUIET, heartbeatMs: 5 }));
    let text = '';
    for await (const chunk of client) {
      text += String(chunk);
      if (text.startsWith(SSE.opening + SSE.heartbeat.repeat(3))) break;
    }
  });

  it('does not resolve a send that the client does not read, and sends the reason to a client that reads again', async () => {
    let stalled: () => void = () => undefined;
    const stall = new Promise<void>((resolve) => (stalled = resolve));
    const { client, stream } = await connect((response) =>
      openStreamResponse(response, { ...QUIET, stallMs: 1_000, onStall: stalled }),
    );
    client.pause();
    let sent = 0;
    const sending = (async () => {
      for (;;) {
        await stream.send('x'.repeat(1_000_000));
        sent += 1;
      }
    })().catch((error: unknown) => error);
    await stall;
    const sentAtStall = sent;
    stream.end('the reason');
    let end = '';
    for await (const chunk of client) end = (end + String(chunk)).slice(-20);
    expect(end.endsWith('the reason')).toBe(true);
    expect(await sending).toBeInstanceOf(Error);
    expect(sent - sentAtStall).toBeLessThanOrEqual(1);
  });

  it('rejects a send after the client has disconnected', async () => {
    const { client, stream } = await connect((response) => {
      const gone = once(response, 'close');
      return { gone, response: openStreamResponse(response, QUIET) };
    });
    client.destroy();
    await stream.gone;
    expect(stream.response.isOpen()).toBe(false);
    await expect(stream.response.send('x')).rejects.toThrow('disconnected');
  });
});
