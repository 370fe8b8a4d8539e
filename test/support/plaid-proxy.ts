import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';

/** A request that an instance sent to Plaid. */
export interface PlaidRequest {
  path: string;
  /** The access token in the body, which identifies the Item. */
  accessToken: unknown;
}

/** A proxy between one gateway instance and Plaid. Records requests and can hold responses back. */
export interface PlaidProxy {
  readonly url: string;
  /** The requests for this path in order, including those whose responses are held back. */
  requests(path: string): PlaidRequest[];
  /** Resolves when this many requests for the path have arrived since the proxy started. */
  arrived(path: string, count: number): Promise<void>;
  /** Sets the address of Plaid. */
  forwardTo(plaidUrl: string): void;
  /** Lets Plaid process requests but holds back the responses until `release`. `paths` limits this to some paths. */
  hold(paths?: readonly string[]): void;
  release(): void;
  close(): Promise<void>;
}

/** The caller closes it, after the instance. */
export async function startPlaidProxy(plaidUrl: string): Promise<PlaidProxy> {
  const requests: PlaidRequest[] = [];
  const arrivals = new EventEmitter();
  arrivals.setMaxListeners(0);
  const held: (() => void)[] = [];
  let target = plaidUrl;
  let isHeld: (path: string) => boolean = () => false;

  const server = createServer((caller, response) => {
    void (async () => {
      const body = await read(caller);
      const path = caller.url ?? '';
      requests.push({ path, accessToken: (JSON.parse(body) as { access_token?: unknown }).access_token });
      arrivals.emit('request');
      const { 'content-type': type, 'plaid-client-id': id, 'plaid-secret': secret } = caller.headers;
      const headers = { 'content-type': type, 'plaid-client-id': id, 'plaid-secret': secret };
      const reply = await request(`${target}${path}`, { method: 'POST', headers, body });
      const text = await reply.body.text();
      if (isHeld(path)) await new Promise<void>((resolve) => held.push(resolve));
      response.writeHead(reply.statusCode, { 'content-type': 'application/json' }).end(text);
    })();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));

  const release = (): void => {
    isHeld = () => false;
    for (const resolve of held.splice(0)) resolve();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: (path) => requests.filter((one) => one.path === path),
    async arrived(path, count) {
      while (requests.filter((one) => one.path === path).length < count) await once(arrivals, 'request');
    },
    forwardTo: (url) => {
      target = url;
    },
    hold: (paths) => {
      isHeld = (path) => paths?.includes(path) ?? true;
    },
    release,
    close: () => {
      release();
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
