import { EventEmitter, once } from 'node:events';
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
  /** Resolves when so many have asked for the path since the door was opened. */
  arrived(path: string, count: number): Promise<void>;
  /** Where Plaid is from now on. */
  leadTo(plaidUrl: string): void;
  /** From now on Plaid does what it is asked, and the answer waits until `letGo`; that of these paths alone where some are named. */
  hold(paths?: readonly string[]): void;
  letGo(): void;
  close(): Promise<void>;
}

/** Whoever opens it closes it, after the instance. */
export async function openPlaidDoor(plaidUrl: string): Promise<PlaidDoor> {
  const asked: Asked[] = [];
  const asking = new EventEmitter();
  asking.setMaxListeners(0);
  const goOn: (() => void)[] = [];
  let target = plaidUrl;
  let isHeld: (path: string) => boolean = () => false;

  const server = createServer((caller, response) => {
    void (async () => {
      const body = await read(caller);
      const path = caller.url ?? '';
      asked.push({ path, accessToken: (JSON.parse(body) as { access_token?: unknown }).access_token });
      asking.emit('asked');
      const { 'content-type': type, 'plaid-client-id': id, 'plaid-secret': secret } = caller.headers;
      const headers = { 'content-type': type, 'plaid-client-id': id, 'plaid-secret': secret };
      const answer = await request(`${target}${path}`, { method: 'POST', headers, body });
      const text = await answer.body.text();
      if (isHeld(path)) await new Promise<void>((resolve) => goOn.push(resolve));
      response.writeHead(answer.statusCode, { 'content-type': 'application/json' }).end(text);
    })();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));

  const letGo = (): void => {
    isHeld = () => false;
    for (const resolve of goOn.splice(0)) resolve();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: (path) => asked.filter((one) => one.path === path),
    async arrived(path, count) {
      while (asked.filter((one) => one.path === path).length < count) await once(asking, 'asked');
    },
    leadTo: (url) => {
      target = url;
    },
    hold: (paths) => {
      isHeld = (path) => paths?.includes(path) ?? true;
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
