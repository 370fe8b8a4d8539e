import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type ExecutionResult, print } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { Agent, request } from 'undici';
import { WebSocket } from 'ws';

/** A response over HTTP, including what its headers say. */
export interface Answer<TData> {
  status: number;
  data: TData | null;
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  upstreamCalls: number;
  requestId: string;
  /** The body as it arrived. */
  text: string;
}

/** A client of one gateway, as an app would use it. */
export interface GraphqlClient {
  run<TData, TVariables>(
    document: TypedDocumentNode<TData, TVariables> | string,
    variables?: TVariables,
  ): Promise<Answer<TData>>;
  /** Like `run`, but throws when the response has errors. */
  must<TData, TVariables>(
    document: TypedDocumentNode<TData, TVariables> | string,
    variables?: TVariables,
  ): Promise<TData>;
  /** Subscribes over WebSocket. The iterator ends with the subscription. */
  subscribe<TData, TVariables extends Record<string, unknown>>(
    document: TypedDocumentNode<TData, TVariables> | string,
    variables?: TVariables,
  ): AsyncIterableIterator<ExecutionResult<TData>>;
  close(): Promise<void>;
}

/** Creates a client that sends `token` as bearer token, or none. The caller closes it. */
export function createGraphqlClient(url: string, token: string | null = null): GraphqlClient {
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
  const dispatcher = new Agent();
  let sockets: Client | null = null;
  const socketClient = (): Client =>
    (sockets ??= createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: authorization,
      retryAttempts: 0,
    }));

  const client: GraphqlClient = {
    async run(document, variables) {
      const { statusCode, headers, body } = await request(`${url}/graphql`, {
        method: 'POST',
        dispatcher,
        headers: { 'content-type': 'application/json', ...authorization },
        body: JSON.stringify({ query: textOf(document), variables }),
      });
      const text = await body.text();
      const parsed = JSON.parse(text) as Partial<Answer<object>>;
      return {
        status: statusCode,
        data: (parsed.data ?? null) as never,
        errors: parsed.errors ?? [],
        upstreamCalls: Number(headers['x-upstream-calls']),
        requestId: String(headers['x-request-id']),
        text,
      };
    },
    async must(document, variables) {
      const response = await client.run(document, variables);
      if (response.errors.length > 0 || response.data === null)
        throw new Error(`the operation failed: ${response.text}`);
      return response.data;
    },
    subscribe(document, variables) {
      return socketClient().iterate({ query: textOf(document), variables: variables ?? {} }) as never;
    },
    async close() {
      await sockets?.dispose();
      await dispatcher.close();
    },
  };
  return client;
}

function textOf(document: TypedDocumentNode<never, never> | string | object): string {
  return typeof document === 'string' ? document : print(document as TypedDocumentNode);
}
