/**
 * The folders of src/, highest first: each may import only itself and those below it.
 * docs/architecture.md explains the order. test/unit/repository/boundaries.test.ts shows that each rule reports a violation.
 */
export const layers = [
  'server',
  'graphql',
  'webhooks',
  'actions',
  'feed',
  'loaders',
  'cache',
  'plaid',
  'vault',
  'store',
  'observability',
  'config',
  'model',
  'errors',
];

const refuse = (patterns, message) => ['error', { patterns: [{ regex: patterns, message }] }];

const layerRules = layers.map((layer, index) => {
  const above = [...layers.slice(0, index), 'emulator'];
  const regex = `^(\\.\\./)+(${above.join('|')})(/|\\.js$)|^(\\.\\./)+(app|main)\\.js$`;
  return {
    files: [`src/${layer}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': refuse(regex, `src/${layer} may import only the folders below it.`),
    },
  };
});

const emulatorRule = {
  files: ['src/emulator/**/*.ts'],
  rules: {
    '@typescript-eslint/no-restricted-imports': refuse(
      `^(\\.\\./)+(${layers.join('|')})(/|\\.js$)|^(\\.\\./)+(app|main)\\.js$`,
      'The emulator imports nothing else of src/.',
    ),
  },
};

const processRule = {
  files: ['src/**/*.ts'],
  ignores: ['src/main.ts', 'src/emulator/main.ts'],
  rules: {
    'no-restricted-globals': ['error', { name: 'process', message: 'Only main.ts touches process.*' }],
    'no-restricted-imports': [
      'error',
      { paths: [{ name: 'node:process', message: 'Only main.ts touches process.*' }] },
    ],
  },
};

export const boundaries = [...layerRules, emulatorRule, processRule];
