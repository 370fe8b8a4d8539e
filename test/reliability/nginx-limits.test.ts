import { request } from 'node:http';
import { WebSocket } from 'ws';
import { findNginx, type Nginx, startNginx } from '../support/nginx.js';
import { startTinyServer, type TinyServer } from '../support/tiny-server.js';

const program = findNginx();
const HOARDER = '127.0.0.1';
const NEIGHBOUR = '127.0.0.2';
/** limit_conn and the bursts of limit_req in deploy/nginx.conf. */
const AT_ONCE = 250;
const TRIES = 400;

(program === null ? describe.skip : describe)(
  `One address behind nginx${program === null ? ' (skipped: nginx is not found)' : ''}`,
  () => {
    let tiny: [TinyServer, TinyServer];
    let nginx: Nginx;
    let open: WebSocket[];
    beforeEach(async () => {
      open = [];
      tiny = [await startTinyServer(), await startTinyServer()];
      nginx = await startNginx(program ?? '', [tiny[0].url, tiny[1].url]);
    });
    afterEach(async () => {
      for (const socket of open) socket.terminate();
      await nginx.close();
      await Promise.all(tiny.map(({ server }) => server.close()));
    });

    /** Opens a socket. Resolves with the status of the response. */
    function upgrade(localAddress: string): Promise<number> {
      const url = `${nginx.url.replace('http', 'ws')}/graphql`;
      const socket = new WebSocket(url, 'graphql-transport-ws', { localAddress });
      open.push(socket);
      socket.on('error', () => undefined);
      return new Promise((resolve) => {
        socket.once('upgrade', (response) => {
          resolve(response.statusCode ?? 0);
        });
        socket.once('unexpected-response', (_request, response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
      });
    }

    function get(path: string, localAddress: string, method = 'GET'): Promise<number> {
      return new Promise((resolve, reject) => {
        const outgoing = request(nginx.url + path, { localAddress, method, agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        outgoing.once('error', reject).end();
      });
    }

    const count = (statuses: readonly number[], wanted: number): number =>
      statuses.filter((status) => status === wanted).length;

    it('has a limited number of sockets, and other addresses can connect', async () => {
      const statuses = await Promise.all(Array.from({ length: TRIES }, () => upgrade(HOARDER)));
      expect(count(statuses, 101)).toBeLessThanOrEqual(AT_ONCE);
      expect(count(statuses, 101)).toBeGreaterThan(AT_ONCE / 2);
      expect(count(statuses, 101) + count(statuses, 429)).toBe(TRIES);
      expect(await upgrade(NEIGHBOUR)).toBe(101);
      expect(await get('/health/live', NEIGHBOUR)).toBe(200);
    });

    it('has a limited rate of requests without a token, not counting webhooks', async () => {
      const statuses: number[] = [];
      while (statuses.length < 2 * TRIES && !statuses.includes(429)) {
        const batch = Array.from({ length: AT_ONCE / 2 }, () => get('/health/live', HOARDER));
        statuses.push(...(await Promise.all(batch)));
      }
      expect(count(statuses, 200)).toBeGreaterThanOrEqual(AT_ONCE);
      expect(count(statuses, 429)).toBeGreaterThan(0);
      expect(await get('/webhooks/plaid', HOARDER)).toBe(405);
      expect(await get('/health/live', NEIGHBOUR)).toBe(200);
    });
  },
);
