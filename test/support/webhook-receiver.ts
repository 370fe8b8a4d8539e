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
 * Takes webhooks on loopback and remembers them; whoever started it closes it. Every webhook is held against Plaid's
 * published schemas when they are at hand; closing rejects when one broke them.
 */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: ReceivedWebhook[];
  /** What it answers from now on, to each webhook if it is a function; 200 at first. */
  answerWith(status: number | ((hook: ReceivedWebhook) => number)): void;
  /** From now on any body is taken: for tests that have the emulator send what Plaid never would. */
  takeAnything(): void;
  /** Waits until this many have arrived in all. */
  count(wanted: number): Promise<ReceivedWebhook[]>;
  close(): Promise<void>;
}

const read = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const parse = (raw: string): Record<string, unknown> => {
  try {
    return JSON.parse(raw) as Record<string, unknown>;
  } catch {
    return {};
  }
};

/** Starts on a free port. */
export const createWebhookReceiver = async (): Promise<WebhookReceiver> => {
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
};
