import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';

/** The format of one kind of streaming HTTP response. */
export interface StreamFormat {
  readonly contentType: string;
  /** Written first, once. */
  readonly opening: string;
  /** Shows that the connection is alive; carries no data. */
  readonly heartbeat: string;
  result(result: FormattedExecutionResult): string;
  /** The gateway ends the subscription because of these errors. */
  failure(errors: readonly GraphQLFormattedError[]): string;
  /** The subscription is complete, so the client must not reconnect. */
  readonly ending: string;
}

const next = (result: object): string => `event: next\ndata: ${JSON.stringify(result)}\n\n`;

/** graphql-sse, distinct connections mode: https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md */
export const SSE: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  // Some browsers do not report an open stream before its first bytes.
  opening: ':\n\n',
  heartbeat: ':\n\n',
  result: next,
  failure: (errors) => next({ errors }),
  ending: 'event: complete\ndata:\n\n',
};

/** The boundary that Apollo's clients expect. Some of them do not read a different one from the header. */
const BOUNDARY = '\r\n--graphql';
/** Each part is sent with the boundary after it, because a client recognizes the end of a part only by that boundary. */
const part = (body: object): string => `\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(body)}${BOUNDARY}`;

/** Multipart subscriptions: https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol */
export const MULTIPART: StreamFormat = {
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"',
  opening: BOUNDARY + part({}),
  heartbeat: part({}),
  result: (payload) => part({ payload }),
  failure: (errors) => part({ payload: null, errors }),
  ending: '--\r\n',
};
