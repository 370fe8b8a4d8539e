import { account, ach, money } from './bank.js';
import type { AccountTemplate } from '../state/records.js';

/** The routing number of the accounts below. */
export const STANDARD_ROUTING = '011401533';
const WIRE_ROUTING = '021000021';

/** The first accounts that `user_good` has at Plaid's Sandbox, with their amounts, masks and numbers. */
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

/** What update mode can add to them. */
export const standardNewAccount = account(
  'Plaid Money Market',
  ['depository', 'money market'],
  '4444',
  money('USD', 43_200, 43_200),
);
