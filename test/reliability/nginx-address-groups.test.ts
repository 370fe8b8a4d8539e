import { request } from 'node:http';
import { findNginx, type Nginx, startNginx } from '../support/nginx.js';
import { startTinyServer, type TinyServer } from '../support/tiny-server.js';

const program = findNginx();
/** As behind another proxy, which names the client; each group of nginx.conf is allowed one request only. */
const ONE_EACH = {
  http: `
    set_real_ip_from 127.0.0.1;
    real_ip_header x-real-ip;
    limit_req_zone $address_group zone=one_each:1m rate=1r/m;
  `,
  location: 'limit_req zone=one_each;',
};

/** Two addresses of two clients or of one. Each row has networks of its own, because what is counted stays. */
const PAIRS: [first: string, second: string, isOne: boolean][] = [
  ['2001:db8:1:1::1', '2001:db8:1:1:ffff:ffff:ffff:ffff', true],
  ['2001:db8:1:2::1', '2001:0DB8:0001:0002:0000:0000:0000:0002', true],
  ['2001:db8::', '2001:db8:0:0:5::', true],
  ['2001:db8:1:3:0:a0a:d00:1', '2001:db8:1:3:a0a:0:d:0', true],
  ['2001:db8:1:4::1', '2001:db8:1:5::1', false],
  ['2001:db8:2::1', '2001:db8:3::1', false],
  ['2001:db8:a0a:1::1', '2001:db8:a0a:2::1', false],
  ['64:ff9b::192.0.2.1', '64:ff9b::c000:202', true],
  ['::1', '::2', true],
  ['fe80::1', 'fe80::ffff:192.0.2.1', true],
  ['192.0.2.1', '192.0.2.1', true],
  ['192.0.2.2', '192.0.2.3', false],
  ['::ffff:192.0.2.4', '::ffff:192.0.2.5', false],
  ['::ffff:192.0.2.6', '::FFFF:c000:206', true],
  ['10.10.0.10', '10.10.0.13', false],
];

(program === null ? describe.skip : describe)(
  `An address behind nginx${program === null ? ' (skipped: nginx is not found)' : ''}`,
  () => {
    let tiny: [TinyServer, TinyServer];
    let nginx: Nginx;
    beforeAll(async () => {
      tiny = [await startTinyServer(), await startTinyServer()];
      nginx = await startNginx(program ?? '', [tiny[0].url, tiny[1].url], ONE_EACH);
    });
    afterAll(async () => {
      await nginx.close();
      await Promise.all(tiny.map(({ server }) => server.close()));
    });

    function getAs(address: string): Promise<number> {
      return new Promise((resolve, reject) => {
        const headers = { 'x-real-ip': address, authorization: 'Bearer made-up-by-a-test' };
        const outgoing = request(`${nginx.url}/health/live`, { headers, agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        outgoing.once('error', reject).end();
      });
    }

    it.each(PAIRS)('%s and %s count as one: %s', async (first, second, isOne) => {
      expect(await getAs(first)).toBe(200);
      expect(await getAs(second)).toBe(isOne ? 429 : 200);
    });
  },
);
