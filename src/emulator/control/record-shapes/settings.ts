import { integer, oneOf, type Rule, url } from '../../http/validation.js';
import { LARGEST_OFFSET_MS } from './fields.js';

const MOST_STARTS = 1e9;
const LARGEST_PORT = 65_535;

/** The empty text stands for no URL. */
const urlOrNothing: Rule = {
  optional: false,
  check: (value, field, findings) => {
    if (value !== '') url().check(value, field, findings);
  },
};

/** What the settings that are read must be. */
const settings: Record<string, Rule> = {
  clock_offset_ms: integer(0, LARGEST_OFFSET_MS),
  epoch: integer(0, MOST_STARTS),
  port: integer(0, LARGEST_PORT),
  bank_transfer_webhook: urlOrNothing,
};

/** The rule for the value of one setting. */
export const settingRule = (name: unknown): Rule =>
  (typeof name === 'string' && Object.hasOwn(settings, name) ? settings[name] : undefined) ?? oneOf([]);
