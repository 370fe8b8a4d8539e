import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';

/** Stands before an upstream, keeps a copy of everything, and can answer each request with an error that repeats it. */
export interface EchoingUpstream {
  readonly url: string;
  /** null: hands requests on. A status: answers it with an error whose every text repeats head and body of the request, in several spellings. */
  echo(status: number | null): void;
  /** Heads and bodies in both directions. */
  heard(): Buffer;
  close(): Promise<void>;
}

/** Whoever starts it closes it, before what stands behind it. */
export async function startEchoingUpstream(targetUrl: string): Promise<EchoingUpstream> {
  const heard: string[] = [];
  let status: number | null = null;
  const server: Server = createServer((incoming, outgoing) => {
    void readAll(incoming).then(async (body) => {
      heard.push(JSON.stringify(incoming.headers), body);
      const answer = status === null ? await handOn(targetUrl, incoming, body) : echoOf(status, incoming, body);
      heard.push(answer.body);
      outgoing.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    echo: (next) => {
      status = next;
    },
    heard: () => Buffer.from(heard.join('\n')),
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  status: number;
  body: string;
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function handOn(targetUrl: string, incoming: IncomingMessage, body: string): Promise<Answer> {
  const { 'plaid-client-id': clientId, 'plaid-secret': secret } = incoming.headers;
  const { statusCode, body: answered } = await request(`${targetUrl}${incoming.url ?? ''}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'plaid-client-id': String(clientId),
      'plaid-secret': String(secret),
    },
    body,
  });
  return { status: statusCode, body: await answered.text() };
}

function echoOf(status: number, { headers }: IncomingMessage, body: string): Answer {
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
  const spellings = [head.join('\n'), body].flatMap((text) => [
    ...[text, JSON.stringify(text), encodeURIComponent(text)],
    ...(['base64', 'base64url', 'hex'] as const).map((encoding) => Buffer.from(text).toString(encoding)),
    Buffer.from(text).toString('hex').replace(/../g, '%$&'),
  ]);
  const echo = ['refused:', ...spellings].join('\n');
  const [token = 'none'] = /[a-z-]+-sandbox-[\w-]+/.exec(body) ?? [];
  const error = {
    ...{ error_type: 'INVALID_REQUEST', error_code: 'INVALID_FIELD', error_code_reason: token, request_id: token },
    ...{ error_message: echo, display_message: echo, suggested_action: echo, causes: [{ [token]: echo }], echo },
    documentation_url: `https://plaid.com/docs/?token=${token}`,
  };
  return { status, body: status === 200 ? echo : JSON.stringify(error) };
}
