import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';

/** A proxy in front of Plaid that records everything and can respond to each request with an error that echoes it. */
export interface EchoingUpstream {
  readonly url: string;
  /** null forwards requests. A status responds with an error whose texts all echo the request's headers and body, in several encodings. */
  echo(status: number | null): void;
  /** Headers and bodies in both directions. */
  recorded(): Buffer;
  close(): Promise<void>;
}

/** The caller closes it, before the server behind it. */
export async function startEchoingUpstream(targetUrl: string): Promise<EchoingUpstream> {
  const recorded: string[] = [];
  let status: number | null = null;
  const server: Server = createServer((incoming, outgoing) => {
    void readAll(incoming).then(async (body) => {
      recorded.push(JSON.stringify(incoming.headers), body);
      const response = status === null ? await forward(targetUrl, incoming, body) : echoOf(status, incoming, body);
      recorded.push(response.body);
      outgoing.writeHead(response.status, { 'content-type': 'application/json' }).end(response.body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    echo: (next) => {
      status = next;
    },
    recorded: () => Buffer.from(recorded.join('\n')),
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

async function forward(targetUrl: string, incoming: IncomingMessage, body: string): Promise<Answer> {
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
