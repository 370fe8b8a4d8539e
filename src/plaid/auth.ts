import type { AuthGetNumbers, AuthGetResponse, NumbersACH, NumbersBACS, NumbersEFT, NumbersInternational } from 'plaid';
import type { AchNumbers, AuthNumbers, BacsNumbers, EftNumbers, InternationalNumbers } from '../model/auth-numbers.js';
import { type AccountId, asAccountId, type ItemId } from '../model/ids.js';
import { toAccounts } from './accounts.js';
import { flag, listOf, requiredFields, requiredText, text } from './wire.js';

type Owner = (accountId: unknown) => { accountId: AccountId; mask: string | null };

/** The answer of /auth/get. A number that is only half there makes the answer invalid: half a number moves money wrongly. */
export function toAuthNumbers(answer: unknown, itemId: ItemId): AuthNumbers {
  const masks = new Map(toAccounts(answer, itemId).map((account) => [account.id, account.mask]));
  const wire = requiredFields<AuthGetResponse>(answer, 'auth/get');
  const numbers = requiredFields<AuthGetNumbers>(wire.numbers, 'numbers');
  const owner: Owner = (value) => {
    const accountId = asAccountId(requiredText(value, 'numbers[].account_id'));
    return { accountId, mask: masks.get(accountId) ?? null };
  };
  return {
    ach: listOf(numbers.ach).map((entry) => toAch(entry, owner)),
    eft: listOf(numbers.eft).map((entry) => toEft(entry, owner)),
    international: listOf(numbers.international).map((entry) => toInternational(entry, owner)),
    bacs: listOf(numbers.bacs).map((entry) => toBacs(entry, owner)),
  };
}

function toAch(value: unknown, owner: Owner): AchNumbers {
  const wire = requiredFields<NumbersACH>(value, 'numbers.ach[]');
  return {
    ...owner(wire.account_id),
    account: requiredText(wire.account, 'numbers.ach[].account'),
    routing: requiredText(wire.routing, 'numbers.ach[].routing'),
    wireRouting: text(wire.wire_routing),
    isTokenizedAccountNumber: flag(wire.is_tokenized_account_number),
    canTransferIn: flag(wire.can_transfer_in),
    canTransferOut: flag(wire.can_transfer_out),
  };
}

function toEft(value: unknown, owner: Owner): EftNumbers {
  const wire = requiredFields<NumbersEFT>(value, 'numbers.eft[]');
  return {
    ...owner(wire.account_id),
    account: requiredText(wire.account, 'numbers.eft[].account'),
    institution: requiredText(wire.institution, 'numbers.eft[].institution'),
    branch: requiredText(wire.branch, 'numbers.eft[].branch'),
  };
}

function toInternational(value: unknown, owner: Owner): InternationalNumbers {
  const wire = requiredFields<NumbersInternational>(value, 'numbers.international[]');
  return {
    ...owner(wire.account_id),
    iban: requiredText(wire.iban, 'numbers.international[].iban'),
    bic: requiredText(wire.bic, 'numbers.international[].bic'),
  };
}

function toBacs(value: unknown, owner: Owner): BacsNumbers {
  const wire = requiredFields<NumbersBACS>(value, 'numbers.bacs[]');
  return {
    ...owner(wire.account_id),
    account: requiredText(wire.account, 'numbers.bacs[].account'),
    sortCode: requiredText(wire.sort_code, 'numbers.bacs[].sort_code'),
  };
}
