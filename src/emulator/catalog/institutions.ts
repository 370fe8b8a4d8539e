import type { AccountNumbers, AccountTemplate } from '../state/records.js';
import type { AccountSubtype, AccountType, CountryCode, PlaidBalance, Product } from '../plaid-types.js';

/** A bank of the emulator. */
export interface Bank {
  institutionId: string;
  name: string;
  countryCodes: CountryCode[];
  products: Product[];
  oauth: boolean;
  url: string;
  color: string;
  routingNumbers: string[];
  /** Account numbers that stand in for the real ones and die with the person's permission. */
  tokenized: boolean;
  /** Consent ends after so many days; it does not end where this is absent. */
  consentDays?: number;
  accounts: AccountTemplate[];
  /** An account opened after the others: what update mode can add after NEW_ACCOUNTS_AVAILABLE. */
  newAccount: AccountTemplate;
}

const money = (
  currency: string,
  available: number | null,
  current: number | null,
  limit: number | null = null,
): PlaidBalance => ({
  available,
  current,
  limit,
  iso_currency_code: currency,
  unofficial_currency_code: null,
});

const unofficial = (code: string, current: number): PlaidBalance => ({
  available: null,
  current,
  limit: null,
  iso_currency_code: null,
  unofficial_currency_code: code,
});

const ach = (account: string, routing: string, wireRouting: string | null, tokenized = false): AccountNumbers => ({
  ach: { account, routing, wireRouting, tokenized },
});

const account = (
  name: string,
  kind: [AccountType, AccountSubtype],
  mask: string,
  balances: PlaidBalance,
  more: { official?: string; numbers?: AccountNumbers; business?: boolean } = {},
): AccountTemplate => ({
  name,
  officialName: more.official ?? null,
  mask,
  type: kind[0],
  subtype: kind[1],
  balances,
  ...(more.numbers === undefined ? {} : { numbers: more.numbers }),
  ...(more.business === undefined ? {} : { business: more.business }),
});

const everyday: Product[] = [
  'assets',
  'auth',
  'balance',
  'identity',
  'liabilities',
  'signal',
  'transactions',
  'transfer',
];

const firstPlatypus: Bank = {
  institutionId: 'ins_109508',
  name: 'First Platypus Bank',
  countryCodes: ['US'],
  products: [...everyday, 'income_verification', 'investments', 'recurring_transactions', 'statements'],
  oauth: false,
  url: 'https://platypus.example',
  color: '#1f6f54',
  routingNumbers: ['021000021', '011401533'],
  tokenized: false,
  accounts: [
    account('Everyday Checking', ['depository', 'checking'], '4410', money('USD', 1840.22, 1905.72), {
      official: 'Platypus Everyday Checking',
      numbers: ach('900011224410', '011401533', '021000021'),
    }),
    account('Rainy Day Savings', ['depository', 'savings'], '4428', money('USD', 12_250, 12_250), {
      official: 'Platypus Rainy Day Savings',
      numbers: ach('900011224428', '011401533', '021000021'),
    }),
    account('12 Month CD', ['depository', 'cd'], '4436', money('USD', null, 5000), {
      official: 'Fixed Term Deposit 12 Months',
    }),
    account('Money Market', ['depository', 'money market'], '4444', money('USD', 43_200, 43_200)),
    account('Riverbank Card', ['credit', 'credit card'], '4451', money('USD', 3590, 410, 4000), {
      official: 'Riverbank Rewards Credit Card',
    }),
    account('Retirement 401k', ['investment', '401k'], '4469', money('USD', null, 23_631.98)),
    account('Student Loan', ['loan', 'student'], '4477', money('USD', null, 65_262)),
    account('Home Mortgage', ['loan', 'mortgage'], '4485', money('USD', null, 156_302.06)),
  ],
  newAccount: account('Holiday Savings', ['depository', 'savings'], '4493', money('USD', 250, 250), {
    numbers: ach('900011224493', '011401533', '021000021'),
  }),
};

const harbor: Bank = {
  institutionId: 'ins_56',
  name: 'Harbor & Main Bank',
  countryCodes: ['US'],
  products: everyday,
  oauth: true,
  url: 'https://harbor-main.example',
  color: '#12478f',
  routingNumbers: ['322271627'],
  tokenized: true,
  accounts: [
    account('Total Checking', ['depository', 'checking'], '7703', money('USD', 2311.05, 2311.05), {
      official: 'Harbor Total Checking',
      numbers: ach('400077037703', '322271627', null, true),
    }),
    account('Harbor Savings', ['depository', 'savings'], '7711', money('USD', 8100.4, 8100.4), {
      numbers: ach('400077037711', '322271627', null, true),
    }),
    account('Lighthouse Card', ['credit', 'credit card'], '7729', money('USD', 9120.55, 879.45, 10_000)),
  ],
  newAccount: account('Business Checking', ['depository', 'checking'], '7737', money('USD', 15_400, 15_400), {
    business: true,
    numbers: ach('400077037737', '322271627', null, true),
  }),
};

const cardinal: Bank = {
  institutionId: 'ins_128026',
  name: 'Cardinal One',
  countryCodes: ['US'],
  products: everyday,
  oauth: true,
  url: 'https://cardinal-one.example',
  color: '#a3222c',
  routingNumbers: ['056073502'],
  tokenized: false,
  consentDays: 365,
  accounts: [
    account('Three Sixty Checking', ['depository', 'checking'], '2206', money('USD', 640.9, 700), {
      numbers: ach('360022062206', '056073502', null),
    }),
    account('Feather Card', ['credit', 'credit card'], '2214', money('USD', null, 1210.75, 5000)),
  ],
  newAccount: account('Three Sixty Savings', ['depository', 'savings'], '2222', money('USD', 90, 90), {
    numbers: ach('360022062222', '056073502', null),
  }),
};

const tartan: Bank = {
  institutionId: 'ins_109511',
  name: 'Tartan Bank',
  countryCodes: ['US'],
  products: [...everyday, 'investments'],
  oauth: false,
  url: 'https://tartan.example',
  color: '#6b3f87',
  routingNumbers: ['053101121'],
  tokenized: false,
  accounts: [
    account('Cash Management', ['depository', 'cash management'], '5517', money('USD', 5120.33, 5120.33), {
      official: 'Tartan Cash Management Account',
      numbers: ach('530055175517', '053101121', '053100300'),
    }),
    account('Business Checking', ['depository', 'checking'], '5525', money('USD', 31_004.5, 31_804.5), {
      business: true,
      numbers: ach('530055175525', '053101121', '053100300'),
    }),
    account('Coin Vault', ['investment', 'crypto exchange'], '5533', unofficial('BTC', 0.1825)),
  ],
  newAccount: account('Joint Checking', ['depository', 'checking'], '5541', money('USD', 12, 12), {
    numbers: ach('530055175541', '053101121', '053100300'),
  }),
};

const houndstooth: Bank = {
  institutionId: 'ins_109512',
  name: 'Houndstooth Bank',
  countryCodes: ['US'],
  products: ['assets', 'balance', 'identity', 'transactions'],
  oauth: false,
  url: 'https://houndstooth.example',
  color: '#3d4a5c',
  routingNumbers: ['110000000'],
  tokenized: false,
  accounts: [account('Plain Checking', ['depository', 'checking'], '3309', money('USD', 401.17, 401.17))],
  newAccount: account('Plain Savings', ['depository', 'savings'], '3317', money('USD', 5, 5)),
};

const amber: Bank = {
  institutionId: 'ins_133001',
  name: 'Amber Card Services',
  countryCodes: ['US'],
  products: ['auth', 'balance', 'identity', 'liabilities', 'transactions'],
  oauth: false,
  url: 'https://amber-cards.example',
  color: '#9a5b00',
  routingNumbers: [],
  tokenized: false,
  accounts: [
    account('Amber Gold', ['credit', 'credit card'], '8805', money('USD', 6200, 1800, 8000), {
      official: 'Amber Gold Charge Card',
    }),
    account('Amber Business', ['credit', 'credit card'], '8813', money('USD', null, 4302.19, 20_000), {
      business: true,
    }),
  ],
  newAccount: account('Amber Travel', ['credit', 'credit card'], '8821', money('USD', 3000, 0, 3000)),
};

const dominion: Bank = {
  institutionId: 'ins_43',
  name: 'Tartan-Dominion Bank of Canada',
  countryCodes: ['CA'],
  products: ['assets', 'auth', 'balance', 'identity', 'transactions'],
  oauth: false,
  url: 'https://tartan-dominion.example',
  color: '#b3261e',
  routingNumbers: [],
  tokenized: false,
  accounts: [
    account('Chequing', ['depository', 'checking'], '1023', money('CAD', 2750.6, 2750.6), {
      numbers: { eft: { account: '1110071023', institution: '021', branch: '01140' } },
    }),
    account('Savings', ['depository', 'savings'], '1031', money('CAD', 7300, 7300), {
      numbers: { eft: { account: '1110071031', institution: '021', branch: '01140' } },
    }),
    account('Maple Card', ['credit', 'credit card'], '1049', money('CAD', 1450, 50, 1500)),
  ],
  newAccount: account('US Dollar Account', ['depository', 'checking'], '1056', money('USD', 100, 100), {
    numbers: { eft: { account: '1110071056', institution: '021', branch: '01140' } },
  }),
};

const royal: Bank = {
  institutionId: 'ins_116834',
  name: 'Royal Bank of Plaid',
  countryCodes: ['GB'],
  products: ['assets', 'auth', 'balance', 'identity', 'payment_initiation', 'transactions'],
  oauth: true,
  url: 'https://royal-plaid.example',
  color: '#24356b',
  routingNumbers: [],
  tokenized: false,
  consentDays: 180,
  accounts: [
    account('Current Account', ['depository', 'checking'], '6819', money('GBP', 1360.11, 1360.11), {
      numbers: {
        bacs: { account: '31926819', sortCode: '601613' },
        international: { iban: 'GB29NWBK60161331926819', bic: 'NWBKGB21' },
      },
    }),
    account('Instant Saver', ['depository', 'savings'], '9586', money('GBP', 9050, 9050), {
      numbers: {
        bacs: { account: '55779586', sortCode: '200000' },
        international: { iban: 'GB17BUKB20000055779586', bic: 'BUKBGB22' },
      },
    }),
    account('Thistle Card', ['credit', 'credit card'], '6835', money('GBP', 2400, 600, 3000)),
  ],
  newAccount: account('Joint Account', ['depository', 'checking'], '6843', money('GBP', 20, 20), {
    numbers: {
      bacs: { account: '31926843', sortCode: '601613' },
      international: { iban: 'GB60NWBK60161331926843', bic: 'NWBKGB21' },
    },
  }),
};

const platane: Bank = {
  institutionId: 'ins_118923',
  name: 'Banque Platane',
  countryCodes: ['FR', 'BE'],
  products: ['auth', 'balance', 'identity', 'transactions'],
  oauth: true,
  url: 'https://platane.example',
  color: '#2f6d3a',
  routingNumbers: [],
  tokenized: false,
  consentDays: 180,
  accounts: [
    account('Compte courant', ['depository', 'checking'], '0189', money('EUR', 880.3, 880.3), {
      numbers: { international: { iban: 'FR7620041010050000011018953', bic: 'PSSTFRPP' } },
    }),
    account('Livret', ['depository', 'savings'], '0190', money('EUR', 3200, 3200)),
  ],
  newAccount: account('Compte joint', ['depository', 'checking'], '0191', money('EUR', 40, 40), {
    numbers: { international: { iban: 'FR7620041010050000011019147', bic: 'PSSTFRPP' } },
  }),
};

/** Every bank of the emulator, in the order lists show them. */
export const banks: readonly Bank[] = [
  firstPlatypus,
  harbor,
  cardinal,
  tartan,
  houndstooth,
  amber,
  dominion,
  royal,
  platane,
];

const byId = new Map(banks.map((bank) => [bank.institutionId, bank]));

/** The bank with that institution_id, if the emulator has it; null is the institution_id of an Item without a bank. */
export const findBank = (institutionId: string | null): Bank | undefined =>
  institutionId === null ? undefined : byId.get(institutionId);
