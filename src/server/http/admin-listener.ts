import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Prometheus } from '../../observability/prometheus.js';
import { boundUnreadBodies } from './connections.js';
import { listenError } from './listen-error.js';

/** A separate listener for operators: metrics, and no user data. */
export interface AdminListener {
  readonly port: number;
  close(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 5_000;

/** Serves GET /metrics on `port` of `host`; 0 picks a free port. Rejects when it cannot listen. The caller closes it. */
export async function startAdminListener(
  prometheus: Pick<Prometheus, 'text' | 'contentType'>,
  { host, port }: { host: string; port: number },
): Promise<AdminListener> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: REQUEST_TIMEOUT_MS });
  boundUnreadBodies(server);
  server.on('request', (request, response) => {
    request.resume();
    const [path] = (request.url ?? '').split('?');
    if (path !== '/metrics') {
      response.writeHead(404).end();
    } else if (request.method !== 'GET') {
      response.writeHead(405, { allow: 'GET' }).end();
    } else {
      prometheus.text().then(
        (text) => response.writeHead(200, { 'content-type': prometheus.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    }
  });
  server.listen(port, host);
  await once(server, 'listening').catch((error: unknown) => {
    throw listenError(error, 'ADMIN_PORT');
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
