/** A baseline of hot pages: Apollo Server with all data in memory. The header x-owner names the owner, unchecked. */
import { ApolloServer } from '@apollo/server';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify from 'fastify';
import { pageInMemory } from './memory-pages.js';
import { PAGE_SCHEMA } from './page-schema.js';

const app = Fastify();
const apollo = new ApolloServer<{ owner: string }>({
  typeDefs: PAGE_SCHEMA,
  resolvers: {
    Query: {
      items: (_root: unknown, { first }: { first: number }, { owner }: { owner: string }) => ({
        nodes: pageInMemory(owner).slice(0, first),
      }),
    },
  },
  plugins: [fastifyApolloDrainPlugin(app)],
});
await apollo.start();
app.post(
  '/graphql',
  fastifyApolloHandler(apollo, {
    context: (request) => Promise.resolve({ owner: String(request.headers['x-owner']) }),
  }),
);
process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
process.on('SIGTERM', () => process.exit(0));
