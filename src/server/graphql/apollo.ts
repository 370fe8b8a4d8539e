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

/** Stands for a document that was refused, so that Apollo parses nothing itself; it is never executed. */
const REFUSED = parse('{ __typename }');

/**
 * Has Apollo take its documents from the pipeline that HTTP and WebSocket share, instead of parsing and validating by its
 * own rules, and formats every error by the shared allow-list with the request's id.
 */
export function pipelinePlugin(pipeline: Pipeline, format: FormatError): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: () => {
      let preparation: Preparation | null = null;
      return Promise.resolve({
        didResolveSource(request) {
          const { operationName, variables } = request.request;
          preparation = pipeline.prepare({ query: request.source, operationName, variables }, ['query', 'mutation']);
          const document = preparation.ok ? preparation.document : REFUSED;
          (request as { document?: typeof document }).document = document;
          return Promise.resolve();
        },
        responseForOperation(request) {
          return Promise.resolve(preparation?.ok === false ? refuse(preparation, request, format) : null);
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

function refuse(
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
