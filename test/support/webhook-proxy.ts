import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';

/** Stands between Plaid and the gateway's receiver, so that a test can keep webhooks out for a while: Plaid sends them again, later. */
export interface WebhookDoor {
  readonly url: string;
  /** Where webhooks go from now on. */
  leadTo(gatewayUrl: string): void;
  /** Shut: every delivery is answered 503 and nothing of it reaches the gateway. */
  setOpen(open: boolean): void;
  close(): Promise<void>;
}

/** Whoever starts it closes it. */
export async function startWebhookDoor(): Promise<WebhookDoor> {
  let target = '';
  let isOpen = true;
  const dispatcher = new Agent();
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const handOn = async (): Promise<number> => {
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
      handOn().then(
        (status) => outgoing.writeHead(status).end(),
        () => outgoing.writeHead(502).end(),
      );
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo: (gatewayUrl) => {
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
