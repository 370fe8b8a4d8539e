import { readFileSync } from 'node:fs';

/** What the words after `node dist/main.js` ask for. */
export type Command =
  | { name: 'serve' | 'help' | 'version' | 'rewrap' }
  /** `anchor`: NUMBER:HASH of an earlier run. */
  | { name: 'verify-audit'; anchor: string | undefined }
  | { name: 'unknown' };

/** Reads the words; whatever is not one command as a whole is unknown, so that a typo never starts a gateway. */
export function parseCommand(words: readonly string[]): Command {
  const [word, ...rest] = words;
  if (word === undefined) return { name: 'serve' };
  const isHelp = (text: string | undefined): boolean => text === '--help' || text === '-h';
  if (rest.length === 0 && (isHelp(word) || word === 'help')) return { name: 'help' };
  if (rest.length === 0 && (word === '--version' || word === '-v')) return { name: 'version' };
  if (word !== 'vault:rewrap' && word !== 'audit:verify') return { name: 'unknown' };
  if (rest.length === 1 && isHelp(rest[0])) return { name: 'help' };
  if (word === 'vault:rewrap') return { name: rest.length === 0 ? 'rewrap' : 'unknown' };
  return rest.length <= 1 ? { name: 'verify-audit', anchor: rest[0] } : { name: 'unknown' };
}

/** What `--help` prints, and an unknown word. */
export const HELP = `Usage: plaid-graphql-gateway [command]

Without a command it starts the gateway.

  vault:rewrap            seal every secret again with the newest key of VAULT_KEYS
  audit:verify [ANCHOR]   follow the chain of audit records; ANCHOR is NUMBER:HASH of an earlier run
  --help                  print this
  --version               print the version

Everything is configured by environment variables, such as PORT, PLAID_ENV and DATA_DIR: docs/configuration.md.
Exit codes: 0 done, 1 failed, 64 unknown command, 78 wrong configuration.
`;

/** The version of the package, from the file beside the folder that this runs in. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}
