import type { FastifyReply, FastifyRequest } from 'fastify';

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Protects the control API and the pages against CSRF and DNS rebinding: the Host must be a loopback address, and an
 * Origin header, when present, must be the emulator's own.
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
