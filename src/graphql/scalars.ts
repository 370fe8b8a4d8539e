import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, visit } from 'graphql';
import { GraphQLDateTime, GraphQLJSONObject, GraphQLURL } from 'graphql-scalars';

/** A point in time, written as RFC 3339 text in UTC. */
export const DateTime = new GraphQLScalarType({
  ...GraphQLDateTime.toConfig(),
  description:
    'A point in time as RFC 3339 text. Answers are always in UTC, such as `2026-03-01T09:30:00.000Z`; inputs may carry any offset.',
});

/** An absolute URL. Loopback addresses over plain http pass; who may be called is decided by what uses the URL. */
export const Url = new GraphQLScalarType({
  ...GraphQLURL.toConfig(),
  description:
    'An absolute URL with its scheme, such as `https://example.com/path`, in the normal form of the WHATWG URL standard.',
});

/** A free-form JSON object. */
export const JsonObject = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  parseLiteral: (node, variables) => {
    refuseEnumValues(node);
    return GraphQLJSONObject.parseLiteral(node, variables);
  },
  description:
    "A JSON object whose keys Plaid defines and may extend, in Plaid's own snake_case. Read the keys that you know and ignore the rest.",
});

/** JSON has no such thing as a bare word; without this it would silently count as nothing. */
function refuseEnumValues(node: ValueNode): void {
  visit(node, {
    [Kind.ENUM]: (value) => {
      throw new GraphQLError('JSONObject cannot represent an enum value.', { nodes: value });
    },
  });
}
