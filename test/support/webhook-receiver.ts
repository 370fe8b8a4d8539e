import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { plaidSchema, requireConformance } from './plaid-schema/conformance.js';

/** A webhook as it arrived: its exact bytes and its signature. */
export interface ReceivedWebhook {
  raw: string;
  body: Record<string, unknown>;
  verification: string;
  path: string;
}

/**
 * Receives webhooks on loopback and records them. Validates each against Plaid's published schemas when they are available;
 * `close` rejects when one does not conform.
 */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: ReceivedWebhook[];
  /** Sets the response status, or a function that returns it. 200 by default. */
  answerWith(status: number | ((hook: ReceivedWebhook) => number)): void;
  /** Disables validation, for tests that send bodies that Plaid never sends. */
  takeAnything(): void;
  /** Resolves when this many have arrived in total. */
  count(wanted: number): Promise<ReceivedWebhook[]>;
  close(): Promise<void>;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(raw: string): Record<string, unknown> {
  try {
    return JSON.parse(raw) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Starts on a free port. */
export async function createWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  let status: number | ((hook: ReceivedWebhook) => number) = 200;
  let anything = false;
  const violations: string[] = [];
  const examine = (raw: string): void => {
    const found = plaidSchema()?.webhook(parse(raw)) ?? [];
    if (!anything && found.length > 0) violations.push(...found, `in ${raw}`);
  };
  let waiting: { wanted: number; done: () => void }[] = [];
  const server = createServer((request, response) => {
    void read(request).then((raw) => {
      examine(raw);
      const verification = request.headers['plaid-verification'];
      const hook: ReceivedWebhook = {
        raw,
        body: parse(raw),
        verification: typeof verification === 'string' ? verification : '',
        path: request.url ?? '',
      };
      received.push(hook);
      response.writeHead(typeof status === 'number' ? status : status(hook)).end();
      for (const one of waiting) if (received.length >= one.wanted) one.done();
      waiting = waiting.filter((one) => received.length < one.wanted);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    received,
    answerWith: (next) => {
      status = next;
    },
    takeAnything: () => {
      anything = true;
    },
    count: async (wanted) => {
      if (received.length < wanted) await new Promise<void>((done) => waiting.push({ wanted, done }));
      return received;
    },
    close: async () => {
      await new Promise<void>((closed) => {
        server.close(() => {
          closed();
        });
        server.closeAllConnections();
      });
      requireConformance('a webhook', violations);
    },
  };
}
