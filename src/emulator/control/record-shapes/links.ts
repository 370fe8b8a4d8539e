import { accountFiltersShape } from '../../endpoints/account-filters.js';
import { institutionDataShape } from '../../endpoints/link-token-shape.js';
import { country, language, product } from '../../endpoints/enums.js';
import { dateTime, flag, integer, list, nullable, object, oneOf, optional, text, url } from '../../http/validation.js';
import type { LinkEvent } from '../../plaid-types.js';
import type * as records from '../../state/records.js';
import { bank, byName, fault, id, time, word } from './fields.js';
import { template } from './items.js';

/** Rounds, questions and choices of multi-factor authentication have one digit. */
const MOST_ROUNDS = 9;

const step = object<records.LinkStep>({
  institutionId: bank(),
  signedIn: flag(),
  person: nullable(object<records.SandboxPerson>({ microdeposits: flag(), accounts: nullable(list(template)) })),
  mfa: optional(
    nullable(
      object<records.MfaRecord>({
        kind: oneOf(['device', 'questions', 'selections']),
        rounds: integer(1, MOST_ROUNDS),
        questions: integer(1, MOST_ROUNDS),
        options: integer(0, MOST_ROUNDS),
        round: integer(0, MOST_ROUNDS),
      }),
    ),
  ),
  refusal: optional(fault()),
  manual: flag(),
  problem: nullable(oneOf(['credentials', 'mfa', 'accounts', 'numbers', 'code'])),
  askedForMore: flag(),
});

const institution = () =>
  nullable(object<{ institution_id: string; name: string }>({ institution_id: id(), name: text() }));

const session = object<records.LinkSessionRecord>({
  linkSessionId: id(),
  startedAtMs: time(),
  finishedAtMs: nullable(time()),
  lastActionAtMs: time(),
  step,
  events: list(
    object<LinkEvent>({ event_id: id(), event_name: text(), timestamp: dateTime(), event_metadata: byName(text()) }),
  ),
  added: list(
    object<records.AddedItem>({
      publicToken: id(),
      itemId: id(),
      institution: institution(),
      accounts: list(
        object<records.LinkedAccount>({
          id: id(),
          name: text(),
          mask: word(),
          type: text(),
          subtype: text(),
          verification_status: word(),
          class_type: word(),
        }),
      ),
    }),
  ),
  exit: nullable(
    object<NonNullable<records.LinkSessionRecord['exit']>>({
      error: fault(),
      status: text(),
      institution: institution(),
    }),
  ),
});

/** A Link token with its sessions. */
export const linkToken = object<records.LinkTokenRecord>({
  id: id(),
  createdAtMs: time(),
  expiresAtMs: time(),
  clientName: text(),
  language: language(),
  countryCodes: list(country()),
  products: list(product()),
  requiredIfSupported: list(product()),
  optionalProducts: list(product()),
  additionalConsented: list(product()),
  webhook: nullable(url()),
  redirectUri: nullable(url()),
  institutionId: word(),
  accountSubtypes: nullable(byName(list(text()))),
  accountFilters: optional(nullable(accountFiltersShape)),
  institutionData: optional(nullable(institutionDataShape)),
  hosted: nullable(object<NonNullable<records.LinkTokenRecord['hosted']>>({ completionRedirectUri: word() })),
  multiItem: flag(),
  layer: optional(nullable(object<NonNullable<records.LinkTokenRecord['layer']>>({ sessionGroupId: id() }))),
  sameDay: optional(nullable(object<NonNullable<records.LinkTokenRecord['sameDay']>>({ sms: flag() }))),
  updateItemId: nullable(id()),
  accountSelection: flag(),
  userId: nullable(id()),
  sessions: list(session),
});
