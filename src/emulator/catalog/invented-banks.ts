import { account, ach, defaultProducts, money } from './bank.js';
import type { Bank } from './bank.js';

const harbor: Bank = {
  institutionId: 'ins_56',
  name: 'Harbor & Main Bank',
  countryCodes: ['US'],
  products: defaultProducts,
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
  products: defaultProducts,
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

const fifthMeridian: Bank = {
  institutionId: 'ins_12',
  name: 'Fifth Meridian Bank',
  countryCodes: ['US'],
  products: defaultProducts,
  oauth: false,
  url: 'https://fifth-meridian.example',
  color: '#0b5c8a',
  routingNumbers: ['042000314'],
  tokenized: false,
  accounts: [
    account('Meridian Checking', ['depository', 'checking'], '9101', money('USD', 731.2, 731.2), {
      numbers: ach('512000009101', '042000314', null),
    }),
    account('Meridian Savings', ['depository', 'savings'], '9119', money('USD', 2600, 2600), {
      numbers: ach('512000009119', '042000314', null),
    }),
  ],
  newAccount: account('Meridian Card', ['credit', 'credit card'], '9127', money('USD', 1800, 200, 2000)),
};

const pacificUnion: Bank = {
  institutionId: 'ins_127989',
  name: 'Pacific Union Bank',
  countryCodes: ['US'],
  products: defaultProducts,
  oauth: true,
  url: 'https://pacific-union.example',
  color: '#8c1d40',
  routingNumbers: ['021200339', '052001633'],
  tokenized: false,
  accounts: [
    account('Union Checking', ['depository', 'checking'], '6604', money('USD', 980.15, 980.15), {
      numbers: ach('127989006604', '021200339', null),
    }),
    account('Union Savings', ['depository', 'savings'], '6612', money('USD', 5400, 5400), {
      numbers: ach('127989006612', '021200339', null),
    }),
  ],
  newAccount: account('Union Card', ['credit', 'credit card'], '6620', money('USD', 2500, 500, 3000)),
};

/** Banks with invented names, some with institution ids from Production. */
export const inventedBanks: readonly Bank[] = [harbor, cardinal, fifthMeridian, pacificUnion, amber];
