// Writes schema/released.graphql from schema/schema.graphql, without descriptions: run by `npm run schema:release` at a release.
import { readFileSync, writeFileSync } from 'node:fs';
import { parse, print, visit } from 'graphql';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const header = `# The schema as released in ${version}, without descriptions. Clients rely on it: test/unit/graphql/released-schema.test.ts
# fails on a breaking change. Written by \`npm run schema:release\`.\n\n`;
const withoutDescriptions = visit(parse(readFileSync('schema/schema.graphql', 'utf8')), {
  enter: (node) => (node.description === undefined ? undefined : { ...node, description: undefined }),
});
writeFileSync('schema/released.graphql', `${header}${print(withoutDescriptions)}\n`);
