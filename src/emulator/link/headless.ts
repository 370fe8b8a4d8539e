import { findBank } from '../catalog/institutions.js';
import type { AccountTemplate, Bank } from '../catalog/institutions.js';
import { requireBank } from '../endpoints/sandbox.js';
import { failure, meaningOf } from '../plaid-errors.js';
import type { ErrorCode } from '../plaid-errors.js';
import type { Services } from '../services.js';
import type { AccountRecord, ItemRecord, LinkSessionRecord, LinkTokenRecord } from '../state/records.js';
import { defaultBank, offeredAccounts, offeredBanks } from './choices.js';

/** What a person would do in Link, in one call. */
export interface HeadlessRequest {
  institutionId?: string;
  outcome: 'success' | 'exit';
  /** Names, subtypes, masks or (in update mode) ids; all when absent. */
  accounts?: string[];
  /** With `exit`: the error that the person met last. */
  errorCode?: string;
  /** In Multi-Item Link: adds an Item and leaves the session open for more. */
  keepOpen?: boolean;
}

/** How the session stands afterwards. */
export interface HeadlessAnswer {
  linkToken: string;
  linkSessionId: string;
  status: 'SUCCESS' | 'EXITED' | 'OPEN';
  publicTokens: string[];
}

const matches = (wanted: string, account: { name: string; subtype: string; mask: string | null }): boolean =>
  [account.name, account.subtype, account.mask].includes(wanted);

/** The bank a session goes to; refuses one that the token does not offer. */
export const chooseBank = (token: LinkTokenRecord, institutionId: string | undefined): Bank => {
  const bank = institutionId === undefined ? defaultBank(token) : findBank(institutionId);
  if (bank === undefined)
    throw failure('INVALID_INSTITUTION', 'no institution fits; see /institutions/get for those of the emulator');
  if (!offeredBanks(token).includes(bank)) {
    throw failure(
      'INVALID_INSTITUTION',
      'this Link token does not offer that institution: its country, products or account filters do not fit',
    );
  }
  return bank;
};

/** The accounts of a bank by name, subtype or mask; refuses a choice of none. */
export const chooseAccounts = (token: LinkTokenRecord, bank: Bank, wanted: string[] | undefined): AccountTemplate[] => {
  const offered = offeredAccounts(token, bank);
  if (wanted === undefined) return offered;
  const stray = wanted.find((one) => !offered.some((account) => matches(one, account)));
  if (stray !== undefined || wanted.length === 0) {
    throw failure(
      'INVALID_FIELD',
      `accounts must name accounts of the institution: ${offered.map((account) => account.name).join(', ')}`,
    );
  }
  return offered.filter((account) => wanted.some((one) => matches(one, account)));
};

const chooseOwn = (item: ItemRecord, wanted: string[] | undefined): string[] | null => {
  if (wanted === undefined) return null;
  const chosen = (account: AccountRecord): boolean =>
    wanted.some((one) => one === account.accountId || matches(one, account));
  const ids = item.accounts.filter(chosen).map((account) => account.accountId);
  if (ids.length === 0) throw failure('INVALID_FIELD', 'accounts names no account of the Item');
  return ids;
};

const knownError = (errorCode: string | undefined): ErrorCode | null => {
  if (errorCode === undefined) return null;
  if (meaningOf(errorCode) === undefined)
    throw failure('INVALID_FIELD', 'errorCode is not a code that the emulator knows');
  return errorCode as ErrorCode;
};

/** The Item that a token in update mode is for. */
export const itemToRepair = ({ state }: Services, token: LinkTokenRecord): ItemRecord | null => {
  if (token.updateItemId === null) return null;
  const item = state.items.get(token.updateItemId);
  if (item === undefined) throw failure('INVALID_LINK_TOKEN', 'the Item of this Link token has been removed');
  return item;
};

const statusOf = (session: LinkSessionRecord): HeadlessAnswer['status'] => {
  if (session.finishedAtMs === null) return 'OPEN';
  return session.exit === null ? 'SUCCESS' : 'EXITED';
};

const answer = (token: LinkTokenRecord, session: LinkSessionRecord): HeadlessAnswer => ({
  linkToken: token.id,
  linkSessionId: session.linkSessionId,
  status: statusOf(session),
  publicTokens: session.added.map((added) => added.publicToken),
});

const exit = (
  services: Services,
  token: LinkTokenRecord,
  request: HeadlessRequest,
  item: ItemRecord | null,
): LinkSessionRecord => {
  const code = knownError(request.errorCode);
  const institutionId = item?.institutionId ?? request.institutionId;
  const bank = institutionId === undefined ? null : requireBank(institutionId);
  const session = services.links.open(token);
  services.links.leave(token, session, {
    error: code === null ? null : { code, message: 'the person met this error and left' },
    status: bank === null ? 'institution_not_found' : 'requires_credentials',
    bank,
  });
  return session;
};

const repair = (
  { links }: Services,
  token: LinkTokenRecord,
  request: HeadlessRequest,
  item: ItemRecord,
): LinkSessionRecord => {
  const chosen = chooseOwn(item, request.accounts);
  const session = links.open(token);
  links.repair(token, item, chosen);
  links.finish(token, session);
  return session;
};

const connect = ({ links }: Services, token: LinkTokenRecord, request: HeadlessRequest): LinkSessionRecord => {
  const bank = chooseBank(token, request.institutionId);
  const accounts = chooseAccounts(token, bank, request.accounts);
  const session = links.open(token);
  const institution = { institution_id: bank.institutionId, institution_name: bank.name };
  links.event(token, session, 'SELECT_INSTITUTION', institution);
  links.event(token, session, 'SUBMIT_CREDENTIALS', institution);
  links.addItem(token, session, bank, accounts);
  if (!(token.multiItem && request.keepOpen === true)) links.finish(token, session);
  return session;
};

/** Walks through Link as the page does, through the same sessions. */
export const finishHeadless = (services: Services, tokenId: string, request: HeadlessRequest): HeadlessAnswer => {
  const token = services.links.usable(tokenId);
  const item = itemToRepair(services, token);
  if (request.outcome === 'exit') return answer(token, exit(services, token, request, item));
  if (request.errorCode !== undefined) throw failure('INVALID_FIELD', 'errorCode goes with the outcome exit only');
  return answer(token, item === null ? connect(services, token, request) : repair(services, token, request, item));
};
