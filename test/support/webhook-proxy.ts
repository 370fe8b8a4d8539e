import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';

/** A proxy between Plaid and the gateway's receiver. Closed, it rejects webhooks, so that Plaid retries them later. */
export interface WebhookProxy {
  readonly url: string;
  /** Sets the gateway that receives the webhooks. */
  forwardTo(gatewayUrl: string): void;
  /** While closed, it responds to every delivery with 503 and forwards nothing. */
  setOpen(open: boolean): void;
  close(): Promise<void>;
}

/** The caller closes it. */
export async function startWebhookProxy(): Promise<WebhookProxy> {
  let target = '';
  let isOpen = true;
  const dispatcher = new Agent();
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const forward = async (): Promise<number> => {
        if (!isOpen) return 503;
        const { 'content-type': contentType, 'plaid-verification': verification } = incoming.headers;
        const { statusCode, body } = await request(`${target}${incoming.url ?? ''}`, {
          method: 'POST',
          dispatcher,
          headers: { 'content-type': contentType, 'plaid-verification': verification },
          body: Buffer.concat(chunks),
        });
        await body.dump();
        return statusCode;
      };
      forward().then(
        (status) => outgoing.writeHead(status).end(),
        () => outgoing.writeHead(502).end(),
      );
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwardTo: (gatewayUrl) => {
      target = gatewayUrl;
    },
    setOpen: (open) => {
      isOpen = open;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await dispatcher.close();
    },
  };
}
