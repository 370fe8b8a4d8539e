// A plugin of GraphQL Code Generator: writes the operations of schema/operations as a manifest of trusted documents, in the
// format that Apollo's clients and tools write too. The id of an operation is the SHA-256 of its text.
import { createHash } from 'node:crypto';
import { Kind, print, visit } from 'graphql';

export function plugin(_schema, documents) {
  const definitions = documents.flatMap(({ document }) => document?.definitions ?? []);
  const fragments = new Map(
    definitions
      .filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const operations = definitions
    .filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
    .map((operation) => entryOf(operation, fragments))
    .sort((left, right) => left.name.localeCompare(right.name, 'en'));
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function entryOf(operation, fragments) {
  const used = new Set();
  collectFragments(operation, fragments, used);
  const body = print({ kind: Kind.DOCUMENT, definitions: [operation, ...used] });
  const id = createHash('sha256').update(body).digest('hex');
  return { id, name: operation.name.value, type: operation.operation, body };
}

function collectFragments(node, fragments, used) {
  visit(node, {
    FragmentSpread({ name }) {
      const fragment = fragments.get(name.value);
      if (used.has(fragment)) return;
      used.add(fragment);
      collectFragments(fragment, fragments, used);
    },
  });
}
