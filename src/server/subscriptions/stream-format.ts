import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';

/** How results look on one kind of HTTP answer that does not end. */
export interface StreamFormat {
  readonly contentType: string;
  /** Written once, first. */
  readonly opening: string;
  /** Says nothing but that the gateway is still there. */
  readonly heartbeat: string;
  result(result: FormattedExecutionResult): string;
  /** The gateway ends the subscription, and why. */
  failure(errors: readonly GraphQLFormattedError[]): string;
  /** The subscription has ended, and the client need not come back. */
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

/** The boundary that Apollo's clients ask for; some of them do not read the header for another. */
const BOUNDARY = '\r\n--graphql';
/**
 * Every part is followed by its boundary at once: a client knows a part as whole only when it sees what comes behind it.
 */
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

/** Whether an Accept header asks for multipart subscriptions, quoted as Apollo's mobile clients do or not as its web client does. */
export function wantsMultipart(accept: string | undefined): boolean {
  return (accept ?? '').split(',').some((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return type === 'multipart/mixed' && parameters.some((name) => /^subscriptionspec="?1\.0"?$/.test(name));
  });
}
