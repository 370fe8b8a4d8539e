import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findBank } from '../catalog/institutions.js';
import type { Bank } from '../catalog/institutions.js';
import { ACCOUNT_NUMBER, ROUTING_NUMBER } from '../catalog/new-item.js';
import { logIn } from '../endpoints/sandbox-users.js';
import { guard } from '../http/guard.js';
import { sendPage } from '../http/html.js';
import { errorBody, type ItemFault, PlaidFailure } from '../error-catalog.js';
import type { Services } from '../services.js';
import type { ItemRecord, LinkSessionRecord, LinkTokenRecord } from '../state/records.js';
import { offeredAccounts, offeredBanks } from './offers.js';
import { itemToRepair } from './headless.js';
import { type AccountOffer, expiredLinkPage, linkPage, type View } from './page.js';
import { confirmDeposit, unconfirmedAccount } from './microdeposit-code.js';
import { mfaQuestions, mfaLabels } from './mfa.js';
import { firstStep } from './sessions.js';

/** A request to a Hosted Link page. */
interface Visit {
  services: Services;
  token: LinkTokenRecord;
  session: LinkSessionRecord;
  /** The Item of update mode. */
  item: ItemRecord | null;
}

/** The bank of the Item, the chosen bank, or the bank in the Link token. */
function bankOf({ token, session, item }: Visit): Bank | undefined {
  const id = item?.institutionId ?? session.step.institutionId ?? token.institutionId;
  return id === null ? undefined : findBank(id);
}

function isWebAddress(address: string): boolean {
  return /^https?:\/\//i.test(address) || /^(?!javascript:|data:|vbscript:)[a-z][a-z0-9+.-]*:\/\//i.test(address);
}

function returnTo(token: LinkTokenRecord): string | null {
  const address = token.hosted?.completionRedirectUri ?? null;
  return address !== null && isWebAddress(address) ? address : null;
}

function namesOf({ session, item }: Visit): string[] {
  return item === null
    ? session.added.map((added) => added.institution?.name ?? 'Your account')
    : [findBank(item.institutionId)?.name ?? 'Your account'];
}

function offersOf({ token, session }: Visit, bank: Bank): AccountOffer[] {
  return offeredAccounts(token, bank, session.step.person).map((account) => ({ ...account, shared: true }));
}

/** In update mode: the accounts of the Item, shared or not, and the new account, if any. */
function ownOffers(item: ItemRecord, bank: Bank): AccountOffer[] {
  return [
    ...item.accounts.map(({ name, subtype, mask, revoked }) => ({
      name,
      subtype,
      mask: mask ?? '',
      shared: revoked !== true,
    })),
    ...(item.newAccountWaiting ? [{ ...bank.newAccount, shared: false }] : []),
  ];
}

function doneBy(item: ItemRecord | null): 'linked' | 'repaired' | 'confirmed' {
  if (item === null) return 'linked';
  return item.accounts.some((account) => account.verificationStatus === 'manually_verified') ? 'confirmed' : 'repaired';
}

/** The message for the end user: display_message, or the developer message when there is none. */
function refusalText(fault: ItemFault): string {
  const { display_message: shown, error_code: code, error_message: message } = errorBody(fault);
  return shown ?? `${code}: ${message}.`;
}

function viewOf(visit: Visit): View {
  const { token, session, item } = visit;
  const { step } = session;
  if (session.finishedAtMs !== null) {
    return session.exit === null
      ? { step: 'finished', names: namesOf(visit), done: doneBy(item), returnTo: returnTo(token) }
      : { step: 'left', returnTo: returnTo(token) };
  }
  if (step.askedForMore) return { step: 'add-another', names: namesOf(visit) };
  if (item !== null && unconfirmedAccount(item) !== undefined)
    return { step: 'confirm-deposit', wrong: step.problem === 'code' };
  if (step.manual) return { step: 'type-numbers', wrong: step.problem === 'numbers' };
  const bank = bankOf(visit);
  if (bank === undefined) return { step: 'choose-bank', banks: offeredBanks(token), manual: token.sameDay !== null };
  if (!step.signedIn && step.mfa != null)
    return { step: 'mfa', bank, questions: mfaQuestions(step.mfa), wrong: step.problem === 'mfa' };
  if (!step.signedIn)
    return {
      step: 'login',
      bank,
      refused: step.refusal == null ? null : refusalText(step.refusal),
      canGoBack: item === null && token.institutionId === null,
    };
  return {
    step: 'choose-accounts',
    bank,
    accounts: item === null ? offersOf(visit, bank) : ownOffers(item, bank),
    nothingChosen: step.problem === 'accounts',
  };
}

type Action = (visit: Visit, form: URLSearchParams) => void;

const choose: Action = ({ services, token, session }, form) => {
  const bank = offeredBanks(token).find((one) => one.institutionId === form.get('institution_id'));
  if (bank === undefined) return;
  session.step = { ...session.step, institutionId: bank.institutionId, problem: null };
  services.links.event(token, session, 'SELECT_INSTITUTION', {
    institution_id: bank.institutionId,
    institution_name: bank.name,
  });
};

/** After a successful login: a new Item continues to account selection; update mode repairs the Item unless it also selects accounts. */
function enter({ services, token, session, item }: Visit): void {
  session.step = { ...session.step, signedIn: true, mfa: null };
  if (item === null || token.accountSelection) return;
  services.links.repair(token, item, null);
  services.links.finish(token, session);
}

function refuseLogin({ services, token, session }: Visit, bank: Bank, fault: ItemFault): void {
  session.step = { ...session.step, problem: 'credentials', refusal: fault };
  // Plaid has no event for what the emulator does not support.
  if (fault.code !== 'NOT_MODELLED_BY_EMULATOR') services.links.refuse(token, session, bank, fault);
}

const submitCredentials: Action = (visit, form) => {
  const { services, token, session, item } = visit;
  const bank = bankOf(visit);
  if (bank === undefined) return;
  services.links.event(token, session, 'SUBMIT_CREDENTIALS', {
    institution_id: bank.institutionId,
    institution_name: bank.name,
  });
  const result = logIn(form.get('username') ?? '', form.get('password') ?? '');
  if ('refusal' in result) refuseLogin(visit, bank, result.refusal);
  else if (item === null && offeredAccounts(token, bank, result.person).length === 0)
    refuseLogin(visit, bank, {
      code: 'NO_ACCOUNTS',
      message: 'no account of this end user matches the account filters',
    });
  else {
    session.step = { ...session.step, person: result.person, mfa: result.mfa, refusal: null, problem: null };
    if (result.mfa === null) enter(visit);
  }
};

const submitMfa: Action = (visit, form) => {
  const { services, token, session } = visit;
  const bank = bankOf(visit);
  const { mfa } = session.step;
  if (bank === undefined || mfa == null || session.step.signedIn) return;
  services.links.event(token, session, 'SUBMIT_MFA', {
    institution_id: bank.institutionId,
    institution_name: bank.name,
    mfa_type: mfaLabels[mfa.kind].type,
  });
  const answers = form.getAll('answer').map((answer) => answer.trim());
  if (!mfaQuestions(mfa).every(({ answer }, position) => answers[position] === answer)) {
    const fault = { code: 'INVALID_MFA', message: 'an answer is incorrect' } as const;
    session.step = { ...session.step, problem: 'mfa', refusal: fault };
    services.links.refuse(token, session, bank, fault);
    return;
  }
  const round = mfa.round + 1;
  session.step = { ...session.step, mfa: { ...mfa, round }, refusal: null, problem: null };
  if (round === mfa.rounds) enter(visit);
};

const shareAccounts: Action = (visit, form) => {
  const { services, token, session, item } = visit;
  const bank = bankOf(visit);
  if (bank === undefined || !session.step.signedIn) return;
  const masks = form.getAll('account');
  if (item !== null) {
    if (masks.length === 0) session.step = { ...session.step, problem: 'accounts' };
    else {
      services.links.repair(token, item, (account) => masks.includes(account.mask ?? ''));
      services.links.finish(token, session);
    }
    return;
  }
  const { person } = session.step;
  const accounts = offeredAccounts(token, bank, person).filter((account) => masks.includes(account.mask));
  if (accounts.length === 0) {
    session.step = { ...session.step, problem: 'accounts' };
    return;
  }
  services.links.addItem(token, session, { bank, accounts, person });
  if (token.multiItem) session.step = { ...session.step, askedForMore: true };
  else services.links.finish(token, session);
};

const typeNumbers: Action = ({ services, token, session }, form) => {
  if (token.sameDay === null || !session.step.manual) return;
  const account = (form.get('account') ?? '').trim();
  const routing = (form.get('routing') ?? '').trim();
  if (!ACCOUNT_NUMBER.test(account) || !ROUTING_NUMBER.test(routing)) {
    session.step = { ...session.step, problem: 'numbers' };
    return;
  }
  const subtype = form.get('subtype') === 'savings' ? 'savings' : 'checking';
  services.links.addTyped(token, session, { account, routing, subtype });
  services.links.finish(token, session);
};

const takeDepositCode: Action = ({ services, token, session, item }, form) => {
  if (item === null || unconfirmedAccount(item) === undefined) return;
  const result = confirmDeposit(services, item, form.get('code') ?? '');
  if (result === 'confirmed') services.links.finish(token, session);
  else if (result === 'wrong') session.step = { ...session.step, problem: 'code' };
  else
    services.links.leave(token, session, {
      error: { code: 'TOO_MANY_VERIFICATION_ATTEMPTS', message: 'three incorrect codes have locked this Item' },
      status: 'requires_code',
      bank: null,
    });
};

const actions: Partial<Record<string, Action>> = {
  choose,
  back: ({ session }) => {
    session.step = firstStep;
  },
  manual: ({ token, session }) => {
    if (token.sameDay !== null) session.step = { ...firstStep, manual: true };
  },
  numbers: typeNumbers,
  'confirm-deposit': takeDepositCode,
  'sign-in': submitCredentials,
  mfa: submitMfa,
  accounts: shareAccounts,
  another: ({ session }) => {
    session.step = firstStep;
  },
  finish: ({ services, token, session }) => {
    if (session.added.length > 0) services.links.finish(token, session);
  },
  exit: (visit) => {
    const bank = bankOf(visit) ?? null;
    const { mfa, refusal } = visit.session.step;
    const loginStatus = mfa == null ? 'requires_credentials' : mfaLabels[mfa.kind].status;
    const status = bank === null ? 'institution_not_found' : loginStatus;
    // The session exits with the last error that the end user saw.
    const error = refusal == null || refusal.code === 'NOT_MODELLED_BY_EMULATOR' ? null : refusal;
    visit.services.links.leave(visit.token, visit.session, { error, status, bank });
  },
};

const tokenOf = (request: FastifyRequest): string => (request.params as { linkToken: string }).linkToken;

/** The session to show: the open one, the last finished one, or a new one. */
function visit(services: Services, id: string): Visit {
  const known = services.state.linkTokens.get(id);
  const shown = known === undefined ? undefined : services.links.visibleSessions(known).at(-1);
  if (known !== undefined && shown !== undefined && shown.finishedAtMs !== null) {
    return { services, token: known, session: shown, item: itemToRepair(services, known) };
  }
  const token = services.links.usable(id);
  return { services, token, session: services.links.open(token), item: itemToRepair(services, token) };
}

function act(services: Services, id: string, form: URLSearchParams): void {
  const action = form.get('action') ?? '';
  if (action === 'restart') {
    services.links.open(services.links.usable(id));
    return;
  }
  // Finished sessions and expired Link tokens accept no actions.
  const current = visit(services, id);
  if (current.session.finishedAtMs !== null) return;
  services.links.usable(id);
  actions[action]?.(current, form);
  services.state.linkTokens.put(current.token);
}

function sendExpiredLink(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof PlaidFailure) return sendPage(reply, 404, expiredLinkPage());
  throw error;
}

/** Registers Hosted Link: every step is a page; every action is a form post that redirects back to it. */
export function registerLink(server: FastifyInstance, services: Services): void {
  server.get('/link/:linkToken', { onRequest: guard }, (request, reply) => {
    try {
      const current = visit(services, tokenOf(request));
      services.state.flush();
      return sendPage(reply, 200, linkPage(current.token, viewOf(current)));
    } catch (error) {
      return sendExpiredLink(error, reply);
    }
  });
  server.post('/link/:linkToken', { onRequest: guard }, (request, reply) => {
    try {
      const id = tokenOf(request);
      const form = new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
      act(services, id, form);
      services.state.flush();
      return reply.redirect(`/link/${encodeURIComponent(id)}`, 303);
    } catch (error) {
      return sendExpiredLink(error, reply);
    }
  });
}
