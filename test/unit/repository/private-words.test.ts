import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/**
 * Words that this project once used where the field has a standard term. None may return as the name of a file, a folder or
 * an export: `advance-link-session` stands for advanceLinkSession and ADVANCE_LINK_SESSION too.
 */
const PRIVATE_WORDS = `
  advance-link-session commit-with-patience keyed-queue shared-queue patience-ms recovery-rounds take-back exchanged-before
  is-spent is-used-up token-is-dead until-answered settle-rotation
  backing-store entry-place lifetimes shared-fetch take-turn landing
  announcing audience change-tail counted-feed mailbox queue-index shared-feed share-feed keep-feed shared-reads wake-ups
  interest-in event-interest
  tells-states start-now enum-of check-input account-of-item event-kinds event-parts link-rules link-options link-features
  check-scopes-object
  event-payload item-hints numbers-audit shared-lookups once-per-item once-per-key may-pass nearest-end access-end
  call-report call-window create-scrubber lasting-codes broken-answers is-being-replaced until-replaced
  refusal-of-stored-token remove-unstored-item holds-token
  early-answers key-set listen-failure live-audited live-states one-by-one parting cut-when-stuck pieces safe-message
  schema-words seats system-queue unreadable websocket-socket request-report announce-stop max-strangers body-refused
  event-binding event-marks guarded-driver lease-keeper letters keep-aside first-look last-heard was-heard dropped-up-to
  beginning-with
  founding found-vault prove-keys positions open-records counted-vault vault-unreadable-error item-gone-error
  kept-keys proven fetch-budget limit-cheap limit-dear unproven-claims is-timely is-unheard
  metric-table untold told welcome shutdown-announce-ms
  item-life heal item-deadlines spoil examine findings vocabulary word-lists refuse-broken dead-link-page
  faultless looks-like-plaid
  untouched belongings settle-in own-server slow-door plaid-door webhook-door eventful-life live-in-emulator
  item-fate inside-probe fidelity
  copy-json live-answers live-operations live-variables stall-watch event-effects kept-aside unchecked limiter upkeep
  undecided unrecorded patience deposit-code plaid-words shapes outsider lived-in-emulator
`
  .trim()
  .split(/\s+/);

/** `advanceLinkSession`, `ADVANCE_LINK_SESSION` and `advance-link-session.ts` as `advance-link-session`. */
function kebab(name: string): string {
  return name
    .replace(/\.(\w+\.)*ts$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}

/** The private words in a name. A single word must be the whole name, a compound may be part of it. */
function privateWordsIn(name: string): string[] {
  // What stores the audit records of the GraphQL field authNumbers is called after it.
  const text = kebab(name).replace('auth-numbers-audit', '');
  return PRIVATE_WORDS.filter((word) => (word.includes('-') ? `-${text}-`.includes(`-${word}-`) : text === word));
}

const paths = ['src', 'test/support'].flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => `${root}/${path}`),
);

/** The names that a file exports where it declares them. */
function exportedNames(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  return file.statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
    if (!isExported) return [];
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
    }
    const { name } = statement as ts.DeclarationStatement;
    return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
  });
}

describe('the names in src and test/support', () => {
  it('of files and folders contain no private word', () => {
    expect(paths.length).toBeGreaterThan(100);
    expect(paths.filter((path) => privateWordsIn(path.split('/').at(-1) ?? '').length > 0)).toEqual([]);
  });

  it('that are exported contain no private word', () => {
    const names = paths
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => exportedNames(path).map((name) => `${path} ${name}`));
    expect(names.length).toBeGreaterThan(500);
    expect(names.filter((line) => privateWordsIn(line.split(' ')[1] ?? '').length > 0)).toEqual([]);
  });

  it.each([
    'advance-link-session.ts',
    'advanceLinkSession',
    'ADVANCE_LINK_SESSION',
    'seats.ts',
    'TOLD',
    'FirstLook',
    'createFetchBudget',
  ])('would be found: %s', (name) => {
    expect(privateWordsIn(name)).toHaveLength(1);
  });

  it.each(['health.ts', 'coalescedReads', 'AuthNumbersAudit'])('would not be found: %s', (name) => {
    expect(privateWordsIn(name)).toEqual([]);
  });
});
