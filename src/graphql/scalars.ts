import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, visit } from 'graphql';
import { GraphQLDateTime, GraphQLJSONObject, GraphQLURL } from 'graphql-scalars';
import { GatewayError } from '../errors/gateway-error.js';

/** A point in time, written as RFC 3339 text in UTC. */
export const DateTime = new GraphQLScalarType({
  ...GraphQLDateTime.toConfig(),
  description:
    'A point in time as an RFC 3339 string. Output is always in UTC, such as `2026-03-01T09:30:00.000Z`. Input can have any offset.',
});

/** A URL of a caller's, with the text that they wrote: parsing drops line ends and tabs, and mends what is no URL. */
export class WrittenUrl extends URL {
  constructor(readonly written: string) {
    super(written);
  }
}

/**
 * An absolute URL. Who may be called, and over which scheme, is decided by what uses it: an input has the rules of
 * caller-url.ts.
 */
export const Url = new GraphQLScalarType({
  ...GraphQLURL.toConfig(),
  parseValue: (value) => written(value),
  parseLiteral: (node) => written(node.kind === Kind.STRING ? node.value : null, node),
  description:
    'An absolute URL with a scheme, such as `https://example.com/path`, normalized according to the WHATWG URL standard.',
});

/** A free-form JSON object. */
export const JsonObject = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  parseLiteral: (node, variables) => {
    refuseEnumValues(node);
    return GraphQLJSONObject.parseLiteral(node, variables);
  },
  description:
    'A JSON object whose keys are defined by Plaid, in snake_case. Plaid may add keys, so read only those you know and ignore the rest.',
});

/** Fails when it is no URL at all. */
function written(value: unknown, node?: ValueNode): WrittenUrl {
  if (typeof value === 'string' && URL.canParse(value)) return new WrittenUrl(value);
  throw new GraphQLError('URL cannot represent a value that is not an absolute URL.', { nodes: node ?? null });
}

/** JSON has no such thing as a bare word; without this it would silently count as nothing. */
function refuseEnumValues(node: ValueNode): void {
  visit(node, {
    [Kind.ENUM]: (value) => {
      throw new GraphQLError('JSONObject cannot represent an enum value.', { nodes: value });
    },
  });
}

/** A URL that Plaid answered; null for none, which it writes as an empty text too. Fails with UPSTREAM_INVALID_RESPONSE when it is none, so that only its own field is null. */
export function upstreamUrl(value: string | null): string | null {
  if (value === null || value === '') return null;
  if (URL.canParse(value)) return value;
  throw new GatewayError('UPSTREAM_INVALID_RESPONSE', 'Plaid answered something that is not a URL where one belongs.');
}
