import { readFileSync } from 'node:fs';

/** The version of this package, from its package.json. The file is two folders up in src/ and in dist/ alike. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
