import { ESLint } from 'eslint';
import { layers } from '../../../.config/boundaries.js';

const RULES = ['@typescript-eslint/no-restricted-imports', 'no-restricted-globals', 'no-restricted-imports'];
// Only these rules and no type information, which they do not need and which takes seconds per file.
const eslint = new ESLint({
  overrideConfigFile: '.config/eslint.config.js',
  overrideConfig: { languageOptions: { parserOptions: { projectService: false, project: false } } },
  ruleFilter: ({ ruleId }) => RULES.includes(ruleId),
});

/** The boundary rules that this code would violate in that file. */
async function refusals(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  const messages = result?.messages ?? [];
  expect(messages.filter((message) => message.fatal)).toEqual([]);
  return messages.map((message) => message.ruleId ?? '').filter((rule) => RULES.includes(rule));
}

/** One file path in each folder. */
const FILES: Record<string, string> = {
  server: 'src/server/server.ts',
  graphql: 'src/graphql/context.ts',
  webhooks: 'src/webhooks/receive.ts',
  actions: 'src/actions/actions.ts',
  feed: 'src/feed/feed.ts',
  loaders: 'src/loaders/loaders.ts',
  cache: 'src/cache/cache.ts',
  plaid: 'src/plaid/plaid-client.ts',
  vault: 'src/vault/vault.ts',
  store: 'src/store/store.ts',
  observability: 'src/observability/logger.ts',
  config: 'src/config/config.ts',
  model: 'src/model/ids.ts',
  errors: 'src/errors/codes.ts',
};

const neighbours = layers.slice(1).map((lower, index) => ({ upper: layers[index] ?? '', lower }));

describe('folder boundaries', () => {
  it('cover every folder of the layers', () => {
    expect(Object.keys(FILES)).toEqual(layers);
  });

  it.each(neighbours)('refuses an import of $upper/ from $lower/', async ({ upper, lower }) => {
    const code = `import { x } from '../${upper}/x.js';\nexport const y: unknown = x;\n`;
    expect(await refusals(FILES[lower] ?? '', code)).toEqual(['@typescript-eslint/no-restricted-imports']);
  });

  it.each(neighbours)('allows an import of $lower/ from $upper/', async ({ upper, lower }) => {
    const code = `import { x } from '../${lower}/x.js';\nexport const y: unknown = x;\n`;
    expect(await refusals(FILES[upper] ?? '', code)).toEqual([]);
  });

  it.each(['../app.js', '../main.js', '../emulator/emulator.js'])('refuses %s from a folder', async (path) => {
    const code = `import { x } from '${path}';\nexport const y: unknown = x;\n`;
    expect(await refusals('src/server/server.ts', code)).toEqual(['@typescript-eslint/no-restricted-imports']);
  });

  it.each([...layers])('refuses an import of %s/ from the emulator', async (layer) => {
    const code = `import { x } from '../${layer}/x.js';\nexport const y: unknown = x;\n`;
    expect(await refusals('src/emulator/emulator.ts', code)).toEqual(['@typescript-eslint/no-restricted-imports']);
    const deeper = `import { x } from '../../${layer}/x.js';\nexport const y: unknown = x;\n`;
    expect(await refusals('src/emulator/http/route.ts', deeper)).toEqual(['@typescript-eslint/no-restricted-imports']);
  });

  it('refuses process.* outside main.ts', async () => {
    const code = 'export const env: unknown = process.env;\n';
    expect(await refusals('src/store/store.ts', code)).toEqual(['no-restricted-globals']);
    expect(await refusals('src/main.ts', code)).toEqual([]);
  });

  it('refuses node:process outside main.ts', async () => {
    const code = "import { env } from 'node:process';\nexport const all: unknown = env;\n";
    expect(await refusals('src/store/store.ts', code)).toEqual(['no-restricted-imports']);
  });
});
