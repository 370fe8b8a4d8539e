import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';

/** What an instance has asked Plaid. */
export interface Asked {
  path: string;
  /** The access token in the body: which Item it was about. */
  accessToken: unknown;
}

/** The way of one instance to Plaid: notes what is asked, and can hold the answers back. */
export interface PlaidDoor {
  readonly url: string;
  /** In order, those whose answers are held back among them. */
  asked(path: string): Asked[];
  /** From now on Plaid does what it is asked, and the answer waits until `letGo`. */
  hold(): void;
  letGo(): void;
  close(): Promise<void>;
}

/** Whoever opens it closes it, after the instance. */
export async function openPlaidDoor(plaidUrl: string): Promise<PlaidDoor> {
  const asked: Asked[] = [];
  const goOn: (() => void)[] = [];
  let isHeld = false;

  const server = createServer((caller, response) => {
    void (async () => {
      const body = await read(caller);
      const path = caller.url ?? '';
      asked.push({ path, accessToken: (JSON.parse(body) as { access_token?: unknown }).access_token });
      const { 'content-type': type, 'plaid-client-id': id, 'plaid-secret': secret } = caller.headers;
      const headers = { 'content-type': type, 'plaid-client-id': id, 'plaid-secret': secret };
      const answer = await request(`${plaidUrl}${path}`, { method: 'POST', headers, body });
      const text = await answer.body.text();
      if (isHeld) await new Promise<void>((resolve) => goOn.push(resolve));
      response.writeHead(answer.statusCode, { 'content-type': 'application/json' }).end(text);
    })();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));

  const letGo = (): void => {
    isHeld = false;
    for (const resolve of goOn.splice(0)) resolve();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: (path) => asked.filter((one) => one.path === path),
    hold: () => {
      isHeld = true;
    },
    letGo,
    close: () => {
      letGo();
      return new Promise((closed) => {
        server.close(() => {
          closed();
        });
        server.closeAllConnections();
      });
    },
  };
}

async function read(caller: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of caller) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
