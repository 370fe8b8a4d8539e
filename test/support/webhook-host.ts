import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { Receiver } from '../../src/webhooks/receive.js';

/** A minimal HTTP listener for the webhook receiver. In the gateway, src/server does this. */
export interface WebhookHost {
  readonly url: string;
  /** The response statuses so far. */
  readonly statuses: number[];
  /** The current receiver. */
  receiver: Receiver;
  /** Resolves when this many webhooks have been responded to. */
  answered(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startWebhookHost(): Promise<WebhookHost> {
  const statuses: number[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const rawBody = await bodyOf(request);
      const { status } = await host.receiver.receive({
        rawBody,
        verificationHeader: request.headers['plaid-verification']?.toString(),
        contentType: request.headers['content-type'],
        requestId: randomUUID(),
        signal: new AbortController().signal,
      });
      response.writeHead(status).end();
      statuses.push(status);
      for (const { count, resolve } of waiting) if (statuses.length >= count) resolve();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const host: WebhookHost = {
    url: `http://127.0.0.1:${port}/webhooks/plaid`,
    statuses,
    receiver: undefined as unknown as Receiver,
    answered: (count) =>
      new Promise((resolve) => {
        if (statuses.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return host;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
