import type * as plaid from 'plaid';
import { list, object, oneOf, optional, type Rule } from '../http/validation.js';
import type { Wire } from '../plaid-types.js';

interface Filterable {
  depository: plaid.DepositoryAccountSubtype;
  credit: plaid.CreditAccountSubtype;
  loan: plaid.LoanAccountSubtype;
  investment: plaid.InvestmentAccountSubtype;
  other: plaid.OtherAccountSubtype;
}

/** The values of each filter. The list differs from that of account subtypes. */
const subtypes: { [Type in keyof Filterable]: Record<Wire<Filterable[Type]>, true> } = {
  depository: {
    checking: true,
    savings: true,
    hsa: true,
    cd: true,
    'money market': true,
    paypal: true,
    prepaid: true,
    'cash management': true,
    ebt: true,
    'limited purpose checking': true,
    all: true,
  },
  credit: {
    'charge card': true,
    'credit card': true,
    paypal: true,
    all: true,
  },
  loan: {
    auto: true,
    business: true,
    commercial: true,
    'commercial line of credit': true,
    construction: true,
    consumer: true,
    'home equity': true,
    'home equity loan': true,
    installment: true,
    loan: true,
    mortgage: true,
    overdraft: true,
    'line of credit': true,
    student: true,
    other: true,
    all: true,
  },
  investment: {
    '529': true,
    '401a': true,
    '401k': true,
    '403B': true,
    '457b': true,
    brokerage: true,
    'cash isa': true,
    'crypto exchange': true,
    'education savings account': true,
    fhsa: true,
    'fixed annuity': true,
    gic: true,
    'health reimbursement arrangement': true,
    hsa: true,
    ira: true,
    isa: true,
    keogh: true,
    lif: true,
    'life insurance': true,
    'line of credit': true,
    lira: true,
    lrif: true,
    lrsp: true,
    'mutual fund': true,
    'non-custodial wallet': true,
    'non-taxable brokerage account': true,
    other: true,
    'other annuity': true,
    'other insurance': true,
    pension: true,
    'prediction market': true,
    prif: true,
    'profit sharing plan': true,
    qshr: true,
    rdsp: true,
    resp: true,
    retirement: true,
    rlif: true,
    roth: true,
    'roth 401k': true,
    'roth 403B': true,
    'roth 457b': true,
    'roth pension': true,
    'roth profit sharing plan': true,
    'roth thrift savings plan': true,
    rrif: true,
    rrsp: true,
    sarsep: true,
    'sep ira': true,
    'simple ira': true,
    sipp: true,
    'stock plan': true,
    'thrift savings plan': true,
    tfsa: true,
    trust: true,
    ugma: true,
    utma: true,
    'variable annuity': true,
    all: true,
  },
  other: {
    other: true,
    all: true,
  },
};

const subtypeList = (type: keyof Filterable): Rule => list(oneOf(Object.keys(subtypes[type])), { min: 1 });

/** `account_filters` of /link/token/create. */
export const accountFiltersShape = object<plaid.LinkTokenAccountFilters>({
  depository: optional(
    object<plaid.DepositoryFilter>({
      account_subtypes: subtypeList('depository'),
      limited_purpose_types: optional(list(oneOf(['RENT_MORTGAGE']))),
    }),
  ),
  credit: optional(object<plaid.CreditFilter>({ account_subtypes: subtypeList('credit') })),
  loan: optional(object<plaid.LoanFilter>({ account_subtypes: subtypeList('loan') })),
  investment: optional(object<plaid.InvestmentFilter>({ account_subtypes: subtypeList('investment') })),
  other: optional(object<plaid.OtherFilter>({ account_subtypes: subtypeList('other') })),
});
