/** A baseline of hot pages: Mercurius with its JIT and all data in memory. The header x-owner names the owner, unchecked. */
import Fastify from 'fastify';
import { mercurius } from 'mercurius';
import { pageInMemory } from './memory-pages.js';
import { PAGE_SCHEMA } from './page-schema.js';

declare module 'mercurius' {
  interface MercuriusContext {
    owner: string;
  }
}

const app = Fastify();
app.register(mercurius, {
  schema: PAGE_SCHEMA,
  jit: 1,
  resolvers: {
    Query: {
      items: (_root: unknown, { first }: { first: number }, { owner }) => ({
        nodes: pageInMemory(owner).slice(0, first),
      }),
    },
  },
  context: (request) => ({ owner: String(request.headers['x-owner']) }),
});
process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
process.on('SIGTERM', () => process.exit(0));
