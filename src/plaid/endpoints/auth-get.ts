import type { AuthGetNumbers, AuthGetResponse, NumbersACH, NumbersBACS, NumbersEFT, NumbersInternational } from 'plaid';
import { GatewayError } from '../../errors/gateway-error.js';
import type {
  AchNumbers,
  AuthNumbers,
  BacsNumbers,
  EftNumbers,
  InternationalNumbers,
} from '../../model/auth-numbers.js';
import { type AccountId, asAccountId, type ItemId } from '../../model/ids.js';
import { itemRead } from '../endpoint.js';
import { toAccounts } from './accounts-get.js';
import { boolean, invalidResponse, listOf, requiredFields, requiredText, text } from '../wire.js';

type Owner = (accountId: unknown) => { accountId: AccountId; mask: string | null };

const MINUTE_MS = 60_000;

/**
 * Full account and routing numbers. They change rarely, and the AUTH/DEFAULT_UPDATE webhook invalidates the cache. `proves`
 * is live because Plaid may query the institution.
 */
export const authGet = itemRead({
  path: '/auth/get',
  proves: 'live',
  rateLimit: { sandbox: { perItem: 100, perClient: 500 }, production: { perItem: 15, perClient: 12_000 } },
  cache: { kind: 'authNumbers', ttlMs: 15 * MINUTE_MS, encrypted: true },
  cost: 10,
  scope: 'auth_numbers:read',
  audited: 'auth_numbers',
  parse: (response, { item }) => toAuthNumbers(response, item.id),
});

/**
 * The response of /auth/get. An incomplete number is left out, because half a number moves money to the wrong place; the other
 * numbers stay. A response with numbers of which none can be read is invalid: it must not look like accounts without numbers.
 */
export function toAuthNumbers(response: unknown, itemId: ItemId): AuthNumbers {
  const masks = new Map(toAccounts(response, itemId).map((account) => [account.id, account.mask]));
  const wire = requiredFields<AuthGetResponse>(response, 'auth/get');
  const numbers = requiredFields<AuthGetNumbers>(wire.numbers, 'numbers');
  const owner: Owner = (value) => {
    const accountId = asAccountId(requiredText(value, 'numbers[].account_id'));
    return { accountId, mask: masks.get(accountId) ?? null };
  };
  const read = {
    ach: readable(numbers.ach, (entry) => toAch(entry, owner)),
    eft: readable(numbers.eft, (entry) => toEft(entry, owner)),
    international: readable(numbers.international, (entry) => toInternational(entry, owner)),
    bacs: readable(numbers.bacs, (entry) => toBacs(entry, owner)),
  };
  const hasNumbers = [numbers.ach, numbers.eft, numbers.international, numbers.bacs].some(
    (kind) => listOf(kind).length > 0,
  );
  if (hasNumbers && Object.values(read).every((kind) => kind.length === 0)) throw invalidResponse('numbers');
  return read;
}

function readable<T>(entries: unknown, read: (entry: unknown) => T): T[] {
  return listOf(entries).flatMap((entry) => {
    try {
      return [read(entry)];
    } catch (error) {
      if (error instanceof GatewayError) return [];
      throw error;
    }
  });
}

function toAch(value: unknown, owner: Owner): AchNumbers {
  const wire = requiredFields<NumbersACH>(value, 'numbers.ach[]');
  return {
    ...owner(wire.account_id),
    account: requiredText(wire.account, 'numbers.ach[].account'),
    routing: requiredText(wire.routing, 'numbers.ach[].routing'),
    wireRouting: text(wire.wire_routing),
    isTokenizedAccountNumber: boolean(wire.is_tokenized_account_number),
    canTransferIn: boolean(wire.can_transfer_in),
    canTransferOut: boolean(wire.can_transfer_out),
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
