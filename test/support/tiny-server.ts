import { randomUUID } from 'node:crypto';
import type { Config, Limits } from '../../src/config/config.js';
import { createAuthenticate } from '../../src/server/http/authenticate.js';
import { createServer, type Server, type ServerDeps } from '../../src/server/server.js';
import type { Log } from '../../src/observability/logger.js';
import type { Operation } from '../../src/server/graphql/request-context.js';
import { testConfig } from './config.js';
import { tinySchema, type TinyHooks } from './tiny-schema.js';

/** The HTTP server on a free port, with a schema for tests. */
export interface TinyServer {
  readonly url: string;
  readonly graphqlUrl: string;
  readonly socketUrl: string;
  readonly server: Server;
  /** The lines logged as errors. */
  readonly errors: unknown[];
  /** POSTs a GraphQL request. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** What a test can replace. */
export interface TinyOptions {
  config?: Partial<Config>;
  limits?: Partial<Limits>;
  hooks?: Partial<TinyHooks>;
  deps?: Partial<ServerDeps>;
}

/** The resolvers of the tiny schema use no other parts of the gateway. */
const NO_PARTS = {
  upstreamCalls: () => 3,
  renewLoaders: () => ({}),
  createActions: () => ({}),
} as unknown as Operation;

/** Starts the server. The caller closes `server`. */
export async function startTinyServer(options: TinyOptions = {}): Promise<TinyServer> {
  const config = testConfig(options.config, options.limits);
  const errors: unknown[] = [];
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (line: unknown) => {
      errors.push(line);
    },
  };
  const hooks = { wait: () => Promise.resolve('done'), released: () => undefined, ...options.hooks };
  const server = await createServer({
    config,
    schema: tinySchema(hooks),
    authenticate: createAuthenticate(config.auth),
    createOperation: () => NO_PARTS,
    receiver: { receive: () => Promise.resolve({ status: 200 }) },
    checks: {},
    log,
    now: Date.now,
    newId: randomUUID,
    ...options.deps,
  });
  const { url } = await server.listen();
  const graphqlUrl = `${url}/graphql`;
  return {
    url,
    graphqlUrl,
    socketUrl: graphqlUrl.replace('http', 'ws'),
    server,
    errors,
    post: (body, headers = {}) =>
      fetch(graphqlUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}
