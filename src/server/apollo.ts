import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GatewayContext } from '../graphql/context.js';
import type { FormatError } from './format-error.js';
import type { Log } from './log.js';
import { pipelinePlugin } from './apollo-pipeline.js';
import type { Pipeline } from './pipeline.js';

/** What a client sees of a failure that did not come by way of the pipeline's plugin: nothing. */
const MASKED = { message: 'The gateway failed.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };

/** Apollo Server, started: it executes and writes answers; documents and errors go by the shared pipeline. */
export async function startApollo(options: {
  pipeline: Pipeline;
  format: FormatError;
  log: Log;
  production: boolean;
}): Promise<ApolloServer<GatewayContext>> {
  const { log } = options;
  const apollo = new ApolloServer<GatewayContext>({
    schema: options.pipeline.schema,
    plugins: [
      // Apollo's own hints wrap every field and double the cost of a query.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      pipelinePlugin(options.pipeline, options.format),
    ],
    // Introspection is ruled by the pipeline, which is the only one to validate.
    introspection: true,
    hideSchemaDetailsFromClientErrors: options.production,
    nodeEnv: options.production ? 'production' : 'development',
    includeStacktraceInErrorResponses: false,
    formatError: () => MASKED,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    documentStore: null,
    stopOnTerminationSignals: false,
    logger: {
      debug: () => undefined,
      info: (message) => {
        log.info({ apollo: String(message) }, 'Apollo');
      },
      warn: (message) => {
        log.warn({ apollo: String(message) }, 'Apollo');
      },
      error: (message) => {
        log.error({ apollo: String(message) }, 'Apollo');
      },
    },
  });
  await apollo.start();
  return apollo;
}
