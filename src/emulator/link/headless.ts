import { findBank } from '../catalog/institutions.js';
import type { Bank } from '../catalog/institutions.js';
import type { TypedAccount } from '../catalog/new-item.js';
import { requireBank } from '../endpoints/sandbox.js';
import { requireLogin } from '../endpoints/sandbox-users.js';
import { type ErrorCode, failure, isErrorCode } from '../error-catalog.js';
import type { Services } from '../services.js';
import type {
  AccountRecord,
  AccountTemplate,
  ItemRecord,
  LinkSessionRecord,
  LinkTokenRecord,
  SandboxPerson,
} from '../state/records.js';
import { defaultBank, offeredAccounts, offeredBanks } from './offers.js';
import { confirmDeposit, unconfirmedAccount } from './microdeposit-code.js';
import { mfaLabels } from './mfa.js';

/** A complete Link session in one call. */
export interface HeadlessRequest {
  institutionId?: string;
  outcome: 'success' | 'exit';
  /** Names, subtypes, masks or, in update mode, ids; all accounts when absent. */
  accounts?: string[];
  /** With `exit`: the last error that the end user saw. */
  errorCode?: string;
  /** In Multi-Item Link: adds an Item and keeps the session open. */
  keepOpen?: boolean;
  /** A test user; user_good when absent. */
  username?: string;
  password?: string;
  /** Account numbers for same-day micro-deposits, instead of a bank. */
  microdeposits?: TypedAccount;
  /** In update mode, for an Item with unconfirmed micro-deposits: the code in their description. */
  depositCode?: string;
}

/** The state of the session afterwards. */
export interface HeadlessResult {
  linkToken: string;
  linkSessionId: string;
  status: 'SUCCESS' | 'EXITED' | 'OPEN';
  publicTokens: string[];
}

function matches(wanted: string, account: { name: string; subtype: string; mask: string | null }): boolean {
  return [account.name, account.subtype, account.mask].includes(wanted);
}

/** The bank of the session; throws when the Link token does not offer it. */
export function chooseBank(token: LinkTokenRecord, institutionId: string | undefined): Bank {
  const bank = institutionId === undefined ? defaultBank(token) : findBank(institutionId);
  if (bank === undefined)
    throw failure('INVALID_INSTITUTION', 'no institution matches this Link token; see /institutions/get');
  if (bank.refusal !== undefined) throw failure(bank.refusal, `${bank.name} cannot be connected`);
  if (!offeredBanks(token).includes(bank)) {
    throw failure(
      'INVALID_INSTITUTION',
      'this Link token does not offer that institution: country, products or account filters do not match',
    );
  }
  return bank;
}

/** The selected accounts of a bank, by name, subtype or mask; throws when none is selected. */
export function chooseAccounts(
  token: LinkTokenRecord,
  bank: Bank,
  person: SandboxPerson,
  wanted: string[] | undefined,
): AccountTemplate[] {
  const offered = offeredAccounts(token, bank, person);
  if (offered.length === 0)
    throw failure('NO_ACCOUNTS', 'no account of this end user matches the account filters of this Link token');
  if (wanted === undefined) return offered;
  const stray = wanted.find((one) => !offered.some((account) => matches(one, account)));
  if (stray !== undefined || wanted.length === 0) {
    throw failure(
      'INVALID_FIELD',
      `accounts must be accounts of the institution: ${offered.map((account) => account.name).join(', ')}`,
    );
  }
  return offered.filter((account) => wanted.some((one) => matches(one, account)));
}

/** Matches the selected accounts of the Item and its new account, if any; null selects all. */
function chooseOwn(item: ItemRecord, wanted: string[] | undefined): ((account: AccountRecord) => boolean) | null {
  if (wanted === undefined) return null;
  const waiting = item.newAccountWaiting ? findBank(item.institutionId)?.newAccount : undefined;
  const chosen = (account: AccountRecord): boolean =>
    wanted.some((one) => one === account.accountId || matches(one, account));
  const takesWaiting = waiting !== undefined && wanted.some((one) => matches(one, waiting));
  if (!takesWaiting && !item.accounts.some(chosen))
    throw failure('INVALID_FIELD', 'accounts matches no account of the Item');
  return chosen;
}

function knownError(errorCode: string | undefined): ErrorCode | null {
  if (errorCode === undefined) return null;
  if (!isErrorCode(errorCode))
    throw failure('INVALID_FIELD', 'errorCode is not a code in the error catalog of the emulator');
  return errorCode;
}

/** The Item of update mode; null for other Link tokens. */
export function itemToRepair({ state }: Services, token: LinkTokenRecord): ItemRecord | null {
  if (token.updateItemId === null) return null;
  const item = state.items.get(token.updateItemId);
  if (item === undefined) throw failure('INVALID_LINK_TOKEN', 'the Item of this Link token has been removed');
  return item;
}

function statusOf(session: LinkSessionRecord): HeadlessResult['status'] {
  if (session.finishedAtMs === null) return 'OPEN';
  return session.exit === null ? 'SUCCESS' : 'EXITED';
}

function resultOf(token: LinkTokenRecord, session: LinkSessionRecord): HeadlessResult {
  return {
    linkToken: token.id,
    linkSessionId: session.linkSessionId,
    status: statusOf(session),
    publicTokens: session.added.map((added) => added.publicToken),
  };
}

function exit(
  services: Services,
  token: LinkTokenRecord,
  request: HeadlessRequest,
  item: ItemRecord | null,
): LinkSessionRecord {
  const code = knownError(request.errorCode);
  const institutionId = item?.institutionId ?? request.institutionId;
  const bank = institutionId == null ? null : requireBank(institutionId);
  const session = services.links.open(token);
  services.links.leave(token, session, {
    error: code === null ? null : { code, message: 'the end user saw this error and exited' },
    status: bank === null ? 'institution_not_found' : 'requires_credentials',
    bank,
  });
  return session;
}

const locked = {
  code: 'TOO_MANY_VERIFICATION_ATTEMPTS',
  message: 'three incorrect codes have locked this Item',
} as const;

/** Confirms same-day micro-deposits; after an incorrect code the session stays open. */
function confirm(
  services: Services,
  token: LinkTokenRecord,
  request: HeadlessRequest,
  item: ItemRecord,
): LinkSessionRecord {
  const { links } = services;
  if (request.depositCode === undefined)
    throw failure('MISSING_FIELDS', 'depositCode is required: the micro-deposits of this Item are not confirmed yet');
  const session = links.open(token);
  const result = confirmDeposit(services, item, request.depositCode);
  if (result === 'wrong') throw failure('INCORRECT_DEPOSIT_VERIFICATION', 'the micro-deposit code is incorrect');
  if (result === 'confirmed') links.finish(token, session);
  else links.leave(token, session, { error: locked, status: 'requires_code', bank: null });
  return session;
}

function repair(
  services: Services,
  token: LinkTokenRecord,
  request: HeadlessRequest,
  item: ItemRecord,
): LinkSessionRecord {
  if (unconfirmedAccount(item) !== undefined) return confirm(services, token, request, item);
  const { links } = services;
  const chosen = chooseOwn(item, request.accounts);
  const session = links.open(token);
  links.repair(token, item, chosen);
  links.finish(token, session);
  return session;
}

function typeIn({ links }: Services, token: LinkTokenRecord, typed: TypedAccount): LinkSessionRecord {
  if (token.sameDay === null)
    throw failure('INVALID_FIELD', 'microdeposits requires a Link token with auth.same_day_microdeposits_enabled');
  const session = links.open(token);
  links.addTyped(token, session, typed);
  links.finish(token, session);
  return session;
}

function connect(services: Services, token: LinkTokenRecord, request: HeadlessRequest): LinkSessionRecord {
  if (request.microdeposits !== undefined) return typeIn(services, token, request.microdeposits);
  const { links } = services;
  const bank = chooseBank(token, request.institutionId);
  const { person, mfa } = requireLogin(request.username ?? null, request.password ?? null);
  const accounts = chooseAccounts(token, bank, person, request.accounts);
  const session = links.open(token);
  const institution = { institution_id: bank.institutionId, institution_name: bank.name };
  links.event(token, session, 'SELECT_INSTITUTION', institution);
  links.event(token, session, 'SUBMIT_CREDENTIALS', institution);
  // Every MFA question is answered correctly.
  for (let round = 0; mfa !== null && round < mfa.rounds; round += 1)
    links.event(token, session, 'SUBMIT_MFA', { ...institution, mfa_type: mfaLabels[mfa.kind].type });
  links.addItem(token, session, { bank, accounts, person });
  if (!(token.multiItem && request.keepOpen === true)) links.finish(token, session);
  return session;
}

/** Completes a Link session without the page. */
export function finishHeadless(services: Services, tokenId: string, request: HeadlessRequest): HeadlessResult {
  const token = services.links.usable(tokenId);
  const item = itemToRepair(services, token);
  if (request.outcome === 'exit') return resultOf(token, exit(services, token, request, item));
  if (request.errorCode !== undefined) throw failure('INVALID_FIELD', 'errorCode requires outcome exit');
  return resultOf(token, item === null ? connect(services, token, request) : repair(services, token, request, item));
}
