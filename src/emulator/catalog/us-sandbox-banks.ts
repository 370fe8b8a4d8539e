import { account, ach, money, defaultProducts, unofficial, type Bank } from './bank.js';
import type { AccountTemplate } from '../state/records.js';
import type { Product } from '../plaid-types.js';

/** The routing number of the standard accounts. */
export const STANDARD_ROUTING = '011401533';

const WIRE_ROUTING = '021000021';

/** The first accounts of `user_good` in Plaid's Sandbox, with the same amounts, masks and numbers. */
export const standardAccounts: AccountTemplate[] = [
  account('Plaid Checking', ['depository', 'checking'], '0000', money('USD', 100, 110), {
    official: 'Plaid Gold Standard 0% Interest Checking',
    numbers: ach('1111222233330000', STANDARD_ROUTING, WIRE_ROUTING),
  }),
  account('Plaid Saving', ['depository', 'savings'], '1111', money('USD', 200, 210), {
    official: 'Plaid Silver Standard 0.1% Interest Saving',
    numbers: ach('1111222233331111', STANDARD_ROUTING, WIRE_ROUTING),
  }),
  account('Plaid CD', ['depository', 'cd'], '2222', money('USD', null, 1000), {
    official: 'Plaid Bronze Standard 0.2% Interest CD',
  }),
  account('Plaid Credit Card', ['credit', 'credit card'], '3333', money('USD', null, 410, 2000), {
    official: 'Plaid Diamond 12.5% APR Interest Credit Card',
  }),
];

/** The account that update mode can add. */
export const standardNewAccount = account(
  'Plaid Money Market',
  ['depository', 'money market'],
  '4444',
  money('USD', 43_200, 43_200),
);

const firstPlatypus: Bank = {
  institutionId: 'ins_109508',
  name: 'First Platypus Bank',
  countryCodes: ['US'],
  products: [...defaultProducts, 'income_verification', 'investments', 'recurring_transactions', 'statements'],
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

/** A 16×16 pixel PNG in the bank's color. */
const SQUARE =
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR42mMQ96shCTGMahjVMHw1AAA6OOEBFlCXpAAAAABJRU5ErkJggg==';

const tartan: Bank = {
  institutionId: 'ins_109511',
  name: 'Tartan Bank',
  countryCodes: ['US'],
  products: [...defaultProducts, 'investments'],
  oauth: false,
  url: 'https://www.plaid.com/',
  color: '#174e7c',
  logo: SQUARE,
  routingNumbers: ['053101121', STANDARD_ROUTING],
  tokenized: false,
  accounts: [
    ...standardAccounts,
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

/** The products of a US bank without Auth. */
const withoutAuth: Product[] = ['assets', 'balance', 'identity', 'transactions'];

/** A US Sandbox bank where every test user has the standard accounts. */
function standardBank(institutionId: string, name: string, color: string, more: Partial<Bank> = {}): Bank {
  return {
    institutionId,
    name,
    countryCodes: ['US'],
    products: defaultProducts,
    oauth: false,
    url: `https://${institutionId.replace('_', '-')}.example`,
    color,
    routingNumbers: [STANDARD_ROUTING],
    tokenized: false,
    accounts: standardAccounts,
    newAccount: standardNewAccount,
    ...more,
  };
}

/** The US Sandbox institutions in Plaid's documentation. */
export const usSandboxBanks: readonly Bank[] = [
  firstPlatypus,
  standardBank('ins_130016', 'First Platypus Balance Bank', '#2a7f62'),
  standardBank('ins_109509', 'First Gingham Credit Union', '#b0413e'),
  standardBank('ins_109510', 'Tattersall Federal Credit Union', '#4a6b8a', { products: withoutAuth }),
  tartan,
  standardBank('ins_109512', 'Houndstooth Bank', '#3d4a5c', { routingNumbers: ['021000021'] }),
  standardBank('ins_127287', 'Platypus OAuth Bank', '#14695a', { oauth: true }),
  standardBank('ins_132241', 'First Platypus OAuth App2App Bank', '#205e7a', { oauth: true }),
  standardBank('ins_135858', 'Windowpane Bank', '#5a6f2e', { products: withoutAuth, routingNumbers: ['333333334'] }),
  standardBank('ins_132363', 'Unhealthy Platypus Bank - Degraded', '#a36a00', { health: 'DEGRADED' }),
  standardBank('ins_132361', 'Unhealthy Platypus Bank - Down', '#8a2a2a', { health: 'DOWN' }),
  standardBank('ins_133402', 'Unsupported Platypus Bank - Institution Not Supported', '#6a6a6a', {
    refusal: 'INSTITUTION_NO_LONGER_SUPPORTED',
  }),
  standardBank('ins_133502', 'Platypus Bank RUX Auth', '#35578f'),
  standardBank('ins_133503', 'Platypus Bank RUX Match', '#35708f'),
];
