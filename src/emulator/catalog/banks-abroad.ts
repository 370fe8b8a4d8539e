import { account, money } from './bank.js';
import type { Bank } from './bank.js';

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

const flexible: Bank = {
  institutionId: 'ins_116834',
  name: 'Flexible Platypus Open Banking',
  countryCodes: ['GB'],
  products: ['assets', 'auth', 'balance', 'identity', 'payment_initiation', 'transactions'],
  oauth: true,
  url: 'https://flexible-platypus.example',
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

/** Same name and accounts as `flexible`. At Plaid this one uses a QR code for login. */
const flexibleByCode: Bank = { ...flexible, institutionId: 'ins_117181', color: '#24556b' };

const royal: Bank = {
  ...flexible,
  institutionId: 'ins_117650',
  name: 'Royal Bank of Plaid',
  url: 'https://royal-plaid.example',
  color: '#4b2f6b',
  accounts: [
    account('Crown Current Account', ['depository', 'checking'], '9012', money('GBP', 2210.4, 2210.4), {
      numbers: {
        bacs: { account: '44559012', sortCode: '601613' },
        international: { iban: 'GB84NWBK60161344559012', bic: 'NWBKGB21' },
      },
    }),
    account('Crown Saver', ['depository', 'savings'], '9020', money('GBP', 640, 640), {
      numbers: {
        bacs: { account: '44559020', sortCode: '601613' },
        international: { iban: 'GB62NWBK60161344559020', bic: 'NWBKGB21' },
      },
    }),
  ],
};

const thistle: Bank = {
  ...flexible,
  institutionId: 'ins_118924',
  name: 'Thistle & Firth Bank',
  products: ['auth', 'balance', 'identity', 'transactions'],
  url: 'https://thistle-firth.example',
  color: '#2b5d4f',
  accounts: [
    account('Everyday Account', ['depository', 'checking'], '3107', money('GBP', 410.5, 410.5), {
      numbers: {
        bacs: { account: '70923107', sortCode: '200000' },
        international: { iban: 'GB29BUKB20000070923107', bic: 'BUKBGB22' },
      },
    }),
    account('Thistle Saver', ['depository', 'savings'], '3115', money('GBP', 15, 15)),
  ],
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

/** Banks in Canada, Great Britain and the European Union: those in Plaid's documentation and two invented ones. */
export const banksAbroad: readonly Bank[] = [dominion, flexible, flexibleByCode, royal, thistle, platane];
