import type { FastifyReply, FastifyRequest } from 'fastify';

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * For everything that is not Plaid's API: a web page elsewhere must not steer the emulator through a browser.
 * The Host must be loopback (a name that was rebound to 127.0.0.1 is not), and where a browser sends an Origin on
 * a request that changes something, it must be the emulator's own.
 */
export async function guard(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { host = '', origin } = request.headers;
  if (!LOOPBACK_HOST.test(host)) {
    await reply.code(403).send({ error: 'The Host header must be a loopback address.' });
    return;
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    await reply.code(403).send({ error: 'Requests from other origins are refused.' });
  }
}
