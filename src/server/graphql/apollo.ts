import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLRequestContext,
  type GraphQLResponse,
  HeaderMap,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { parse } from 'graphql';
import type { GatewayContext } from '../../graphql/context.js';
import type { FormatError } from './format-error.js';
import type { Log } from '../../observability/logger.js';
import type { Pipeline, Preparation } from './pipeline.js';
import type { ServedContext } from './request-context.js';

/** The response to an error that did not pass through the pipeline's plugin. */
const MASKED = { message: 'The gateway failed.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };

/** Starts Apollo Server. It executes operations and writes responses; the shared pipeline handles documents and errors. */
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
      // Apollo's cache hints wrap every field and double the cost of a query.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      pipelinePlugin(options.pipeline, options.format),
    ],
    // Only the pipeline validates, so it decides about introspection.
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

/** A placeholder for a rejected document, so that Apollo does not parse the original. It is never executed. */
const REJECTED = parse('{ __typename }');

/**
 * Makes Apollo use the documents of the shared pipeline, instead of parsing and validating itself, and formats every error
 * with the shared formatter, which adds the request id.
 */
export function pipelinePlugin(pipeline: Pipeline, format: FormatError): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: () => {
      let preparation: Preparation | null = null;
      return Promise.resolve({
        didResolveSource(request) {
          const { operationName, variables } = request.request;
          preparation = pipeline.prepare({ query: request.source, operationName, variables }, ['query', 'mutation']);
          const document = preparation.ok ? preparation.document : REJECTED;
          (request as { document?: typeof document }).document = document;
          return Promise.resolve();
        },
        responseForOperation(request) {
          return Promise.resolve(preparation?.ok === false ? reject(preparation, request, format) : null);
        },
        willSendResponse({ response, errors, contextValue }) {
          const isFormatted = preparation?.ok === false;
          if (errors) (contextValue as ServedContext).report?.hasErrors(hasData(response));
          if (response.body.kind === 'single' && errors && !isFormatted) {
            response.body.singleResult.errors = errors.map((error) => format(error, contextValue.requestId));
          }
          return Promise.resolve();
        },
      });
    },
  };
}

function hasData({ body }: GraphQLResponse): boolean {
  return body.kind === 'single' && body.singleResult.data != null;
}

function reject(
  { errors, httpStatus }: Extract<Preparation, { ok: false }>,
  { contextValue }: GraphQLRequestContext<GatewayContext>,
  format: FormatError,
) {
  return {
    http: { status: httpStatus, headers: new HeaderMap() },
    body: {
      kind: 'single' as const,
      singleResult: { errors: errors.map((error) => format(error, contextValue.requestId)) },
    },
  };
}
