/** The command that the arguments of `node dist/main.js` name. */
export type Command =
  | { name: 'serve' | 'help' | 'version' | 'rewrap' }
  /** `anchor`: the NUMBER:HASH that an earlier run printed. */
  | { name: 'verify-audit'; anchor: string | undefined }
  | { name: 'token'; sub: string; scopes: readonly string[] }
  | { name: 'unknown' };

/** Anything that is not exactly one command is unknown, so that a typo never starts a gateway. */
export function parseCommand(words: readonly string[]): Command {
  const [word, ...rest] = words;
  if (word === undefined) return { name: 'serve' };
  const isHelp = (text: string | undefined): boolean => text === '--help' || text === '-h';
  if (rest.length === 0 && (isHelp(word) || word === 'help')) return { name: 'help' };
  if (rest.length === 0 && (word === '--version' || word === '-v')) return { name: 'version' };
  if (rest.length === 1 && ['vault:rewrap', 'audit:verify', 'token'].includes(word) && isHelp(rest[0])) {
    return { name: 'help' };
  }
  const [first, ...others] = rest;
  switch (word) {
    case 'vault:rewrap':
      return { name: rest.length === 0 ? 'rewrap' : 'unknown' };
    case 'audit:verify':
      return rest.length <= 1 ? { name: 'verify-audit', anchor: first } : { name: 'unknown' };
    case 'token':
      return first === undefined ? { name: 'unknown' } : { name: 'token', sub: first, scopes: others };
    default:
      return { name: 'unknown' };
  }
}

/** The output of `--help`, and of an unknown command. */
export const HELP = `Usage: plaid-graphql-gateway [command]

Without a command, the gateway starts.

  vault:rewrap            re-encrypt every secret with the first key of VAULT_KEYS
  audit:verify [ANCHOR]   verify the chain of audit records; ANCHOR is the NUMBER:HASH that an earlier run printed
  token SUB [SCOPE ...]   print an access token for the user SUB (AUTH_MODE=development); without SCOPE: every scope
  --help                  print this help
  --version               print the version

All settings are environment variables, such as PORT, PLAID_ENV and DATA_DIR. docs/configuration.md lists them.
Exit codes: 0 success, 1 failure, 64 unknown command, 78 configuration error.
`;
