import type { Ids } from './ids.js';
import type { Environment } from './options.js';
import { text } from './http/shapes.js';
import { failure } from './plaid-errors.js';
import type { ErrorCode } from './error-catalog.js';
import type { PlaidFailure } from './plaid-errors.js';

const codes = {
  public: 'INVALID_PUBLIC_TOKEN',
  access: 'INVALID_ACCESS_TOKEN',
  link: 'INVALID_LINK_TOKEN',
  processor: 'INVALID_PROCESSOR_TOKEN',
  user: 'INVALID_USER_TOKEN',
} satisfies Record<string, ErrorCode>;

/** What a token is for; its first word. */
export type TokenKind = keyof typeof codes;

const formOf = (kind: TokenKind): RegExp =>
  new RegExp(`^${kind}-(sandbox|development|production)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`);
const forms: Record<TokenKind, RegExp> = {
  public: formOf('public'),
  access: formOf('access'),
  link: formOf('link'),
  processor: formOf('processor'),
  user: formOf('user'),
};

/** A new token. */
export const mintToken = (ids: Ids, environment: Environment, kind: TokenKind): string =>
  `${kind}-${environment}-${ids.uuid(kind)}`;

/** A Link token, of any environment, whether it leads anywhere or not. */
export const linkTokenForm = () =>
  text({ pattern: forms.link, what: 'a Link token; expected format: link-<environment>-<identifier>' });

/** The refusal of a token that leads nowhere; tells a wrong form and a wrong environment apart. */
export const refuseToken = (kind: TokenKind, token: string, environment: Environment): PlaidFailure => {
  const found = forms[kind].exec(token)?.[1];
  const code = codes[kind];
  if (found === undefined)
    return failure(code, `the ${kind} token has a wrong form; expected format: ${kind}-<environment>-<identifier>`);
  if (found !== environment)
    return failure(code, `the ${kind} token belongs to another environment; this is ${environment}`);
  return failure(code, `no ${kind} token matches: it is unknown, expired or no longer in use`);
};
