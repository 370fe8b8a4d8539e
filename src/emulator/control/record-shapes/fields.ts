import { banks } from '../../catalog/institutions.js';
import { type ItemFault, meanings } from '../../error-catalog.js';
import { integer, isObject, nullable, object, oneOf, optional, type Rule, text } from '../../http/validation.js';
/** The end of the year 9999: later moments cannot be written as a date. */
export const LATEST_MS = 253_402_300_799_999;
/** A clock is at most a century ahead. */
export const LARGEST_OFFSET_MS = 100 * 366 * 24 * 60 * 60 * 1000;
/** Far from where counting on would lose single steps. */
const LARGEST_COUNT = 1e12;

/** A name that is not empty. */
export const id = () => text({ min: 1 });
/** A moment. */
export const time = () => integer(0, LATEST_MS);
/** How often, or the how manieth. */
export const count = () => integer(0, LARGEST_COUNT);
/** Any text, or nothing. */
export const word = () => nullable(text());
/** A bank of the emulator, or none. */
export const bank = () => nullable(oneOf(banks.map(({ institutionId }) => institutionId)));
/** A kind of account. */
export const accountType = () => oneOf(['investment', 'credit', 'depository', 'loan', 'brokerage', 'other']);
/** An error that an Item or a session carries, or none. */
export const fault = () =>
  nullable(object<ItemFault>({ code: oneOf(Object.keys(meanings)), message: text(), reason: optional(text()) }));

/** Any names, each with a value that follows the rule. */
export const byName = (member: Rule): Rule => ({
  optional: false,
  check: (value, field, findings) => {
    if (!isObject(value)) findings.invalid.push({ field, rule: 'must be an object' });
    else for (const [name, one] of Object.entries(value)) member.check(one, `${field}.${name}`, findings);
  },
});
