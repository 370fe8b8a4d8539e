import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, visit } from 'graphql';
import { GraphQLDateTime, GraphQLJSONObject, GraphQLURL } from 'graphql-scalars';
import { GatewayError } from '../errors/gateway-error.js';

export const DateTime = new GraphQLScalarType({
  ...GraphQLDateTime.toConfig(),
  description:
    'A point in time as an RFC 3339 string. Output is always in UTC, such as `2026-03-01T09:30:00.000Z`. Input can have any offset.',
});

/** A URL from a caller, with the original text. Parsing drops line breaks and tabs and repairs malformed URLs, so rules must check the text. */
export class WrittenUrl extends URL {
  constructor(readonly written: string) {
    super(written);
  }
}

/** An absolute URL with any scheme. Inputs restrict it further with IsCallerUrl. */
export const Url = new GraphQLScalarType({
  ...GraphQLURL.toConfig(),
  parseValue: (value) => parseUrl(value),
  parseLiteral: (node) => parseUrl(node.kind === Kind.STRING ? node.value : null, node),
  description:
    'An absolute URL with a scheme, such as `https://example.com/path`, normalized according to the WHATWG URL standard.',
});

export const JsonObject = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  parseLiteral: (node, variables) => {
    rejectEnumValues(node);
    return GraphQLJSONObject.parseLiteral(node, variables);
  },
  description:
    'A JSON object whose keys are defined by Plaid, in snake_case. Plaid may add keys, so read only those you know and ignore the rest.',
});

function parseUrl(value: unknown, node?: ValueNode): WrittenUrl {
  if (typeof value === 'string' && URL.canParse(value)) return new WrittenUrl(value);
  throw new GraphQLError('URL cannot represent a value that is not an absolute URL.', { nodes: node ?? null });
}

/** JSON has no enum values. graphql-scalars would silently drop them. */
function rejectEnumValues(node: ValueNode): void {
  visit(node, {
    [Kind.ENUM]: (value) => {
      throw new GraphQLError('JSONObject cannot represent an enum value.', { nodes: value });
    },
  });
}

/** A URL from Plaid; null if there is none, which Plaid may write as an empty string. Fails with UPSTREAM_INVALID_RESPONSE if it is not a URL, so that only this field becomes null. */
export function upstreamUrl(value: string | null): string | null {
  if (value === null || value === '') return null;
  if (URL.canParse(value)) return value;
  throw new GatewayError('UPSTREAM_INVALID_RESPONSE', 'Plaid returned an invalid URL for this field. Try again later.');
}
