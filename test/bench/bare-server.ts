/** The baseline: a minimal Fastify server that responds to a POST with one JSON body. */
import Fastify from 'fastify';

const response = JSON.parse(process.env.BENCH_ANSWER ?? '{}') as object;
const server = Fastify({ logger: false });
server.post(process.env.BENCH_PATH ?? '/', () => response);
process.stdout.write(`${await server.listen({ port: 0, host: '127.0.0.1' })}\n`);
process.on('SIGTERM', () => {
  void server.close().then(() => process.exit(0));
});
