import type * as plaid from 'plaid';
import { banks } from '../catalog/institutions.js';
import { createNumbersItem } from '../catalog/new-item.js';
import { route, type Route } from '../http/route.js';
import { nullable, object, optional, text } from '../http/validation.js';
import type { VerificationInsights, Wire } from '../plaid-types.js';
import type { Services } from '../services.js';
import type { AccountRecord, ItemRecord } from '../state/records.js';

type Ach = Wire<plaid.AuthVerifyNumbersACH>;
type Status = 'database_insights_pass' | 'database_insights_pass_with_caution' | 'database_insights_fail';

/** Validates the check digit of an ABA routing number: weights 3, 7, 1. */
function isRoutingNumber(routing: string): boolean {
  return (
    /^\d{9}$/.test(routing) &&
    Array.from(routing).reduce((sum, digit, index) => sum + Number(digit) * ([3, 7, 1][index % 3] ?? 0), 0) % 10 === 0
  );
}

function sameNumbers(account: Pick<AccountRecord, 'numbers'>, { account: number, routing }: Ach): boolean {
  return account.numbers?.ach?.account === number && account.numbers.ach.routing === routing;
}

/** Tokenized account numbers are no longer valid when permission has been revoked. */
function isRevoked(item: ItemRecord, account: AccountRecord): boolean {
  return (
    account.numbers?.ach?.tokenized === true &&
    (account.revoked === true || item.error?.code === 'USER_PERMISSION_REVOKED')
  );
}

/** A database verification by this endpoint does not count as confirmation. */
function isConfirmed(status: AccountRecord['verificationStatus']): boolean {
  return status === undefined || status === 'automatically_verified' || status === 'manually_verified';
}

function isKnown({ state }: Services, ach: Ach): boolean {
  return (
    banks.some((bank) => !bank.tokenized && bank.accounts.some((account) => sameNumbers(account, ach))) ||
    state.items
      .values()
      .some((item) =>
        item.accounts.some(
          (account) =>
            sameNumbers(account, ach) && !isRevoked(item, account) && isConfirmed(account.verificationStatus),
        ),
      )
  );
}

function verifyNumbers(services: Services, ach: Ach): { status: Status; insights: VerificationInsights } {
  const wellFormed = /^\d{4,17}$/.test(ach.account) && isRoutingNumber(ach.routing);
  const match = wellFormed && isKnown(services, ach);
  const bankKnown = banks.some((bank) => bank.routingNumbers.includes(ach.routing));
  const status = match
    ? 'database_insights_pass'
    : wellFormed && bankKnown
      ? 'database_insights_pass_with_caution'
      : 'database_insights_fail';
  return {
    status,
    insights: {
      network_status: { has_numbers_match: match, is_numbers_match_verified: match },
      previous_returns: { has_previous_administrative_return: false },
      account_number_format: !wellFormed ? 'invalid' : bankKnown ? 'valid' : 'unknown',
    },
  };
}

/** The emulator has no owner names, so any name matches. */
const NAME_MATCH = 100;

const verify = route<plaid.AuthVerifyRequest, plaid.AuthVerifyResponse>(
  '/auth/verify',
  {
    legal_name: optional(nullable(text())),
    numbers: object<plaid.AuthVerifyRequestNumbers>({
      ach: object<plaid.AuthVerifyNumbersACH>({ account: text({ min: 1 }), routing: text({ min: 1 }) }),
    }),
  },
  () => ({
    legal_name: 'Some One',
    numbers: { ach: { account: '1111222233330000', routing: '011401533' } },
  }),
  (services, body) => {
    const { ach } = body.numbers;
    const { status, insights } = verifyNumbers(services, ach);
    const name = body.legal_name ?? null;
    const verificationInsights = {
      ...insights,
      name_match_score: name === null || status !== 'database_insights_pass' ? null : NAME_MATCH,
    };
    if (insights.account_number_format === 'invalid')
      return { item_id: null, verification_status: status, verification_insights: verificationInsights };
    const item = createNumbersItem({
      ids: services.ids,
      nowMs: services.clock.now(),
      institutionId: null,
      webhook: null,
      typed: { ...ach, subtype: 'checking' },
      authMethod: 'DATABASE_INSIGHTS',
      verification: {
        verificationStatus: status,
        verificationInsights,
        ...(name === null ? {} : { verificationName: name }),
      },
    });
    services.lifecycle.add(item);
    return { item_id: item.id, verification_status: status, verification_insights: verificationInsights };
  },
);

/** /auth/verify. */
export const routes: Route[] = [verify];
