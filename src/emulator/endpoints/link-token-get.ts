import type * as plaid from 'plaid';
import { type ResponseBody, route, type Route } from '../http/route.js';
import { isoTime } from '../clock.js';
import { errorBody } from '../error-catalog.js';
import type { AccountFilters, Wire } from '../plaid-types.js';
import type { AddedItem, LinkSessionRecord, LinkTokenRecord } from '../state/records.js';
import { linkTokenFormat } from '../ids.js';
import { timestamp } from './serializers.js';

type Session = NonNullable<Wire<plaid.LinkTokenGetResponse>['link_sessions']>[number];

function serializeSuccess(token: LinkTokenRecord, session: LinkSessionRecord, added: AddedItem | undefined) {
  return added === undefined
    ? null
    : {
        public_token: added.publicToken,
        metadata: {
          institution: added.institution,
          accounts: added.accounts,
          link_session_id: session.linkSessionId,
          ...(token.layer == null ? {} : { session_group_id: token.layer.sessionGroupId }),
          transfer_status: null,
        },
      };
}

function serializeExit(session: LinkSessionRecord): Session['exit'] {
  return session.exit === null
    ? null
    : {
        error: session.exit.error === null ? null : errorBody(session.exit.error),
        metadata: {
          institution: session.exit.institution,
          status: session.exit.status,
          link_session_id: session.linkSessionId,
          request_id: '',
        },
      };
}

/** The deprecated names of `results` and `exit`, for older integrations. */
function deprecatedFields(token: LinkTokenRecord, session: LinkSessionRecord) {
  return {
    on_success: serializeSuccess(token, session, session.added[0]),
    on_exit: serializeExit(session),
  };
}

function serializeSession(token: LinkTokenRecord, session: LinkSessionRecord, showsEvents: boolean): Session {
  return {
    link_session_id: session.linkSessionId,
    started_at: isoTime(session.startedAtMs),
    finished_at: timestamp(session.finishedAtMs),
    ...deprecatedFields(token, session),
    exit: serializeExit(session),
    ...(showsEvents ? { events: session.events } : {}),
    results: {
      item_add_results: session.added.map(({ publicToken, accounts, institution }) => ({
        public_token: publicToken,
        accounts,
        institution,
      })),
      cra_item_add_results: [],
      cra_update_results: [],
      bank_income_results: [],
      payroll_income_results: [],
      document_income_results: null,
    },
  };
}

/** Plaid's response does not include the filter `other`. */
function responseFilters({ depository, credit, loan, investment }: AccountFilters): AccountFilters {
  return {
    ...(depository === undefined ? {} : { depository }),
    ...(credit === undefined ? {} : { credit }),
    ...(loan === undefined ? {} : { loan }),
    ...(investment === undefined ? {} : { investment }),
  };
}

const getLinkToken = route<plaid.LinkTokenGetRequest, plaid.LinkTokenGetResponse>(
  '/link/token/get',
  { link_token: linkTokenFormat() },
  ({ linkToken }) => ({ link_token: linkToken }),
  ({ links }, body): ResponseBody<plaid.LinkTokenGetResponse> => {
    const record = links.readable(body.link_token);
    return {
      link_token: record.id,
      created_at: timestamp(record.createdAtMs),
      expiration: timestamp(record.expiresAtMs),
      link_sessions: links
        .visibleSessions(record)
        .map((session) => serializeSession(record, session, links.showsEvents(record))),
      metadata: {
        initial_products: record.products,
        webhook: record.webhook,
        country_codes: record.countryCodes,
        language: record.language,
        ...(record.institutionData === null ? {} : { institution_data: record.institutionData }),
        ...(record.accountFilters === null ? {} : { account_filters: responseFilters(record.accountFilters) }),
        redirect_uri: record.redirectUri,
        client_name: record.clientName,
      },
      ...(record.userId === null ? {} : { user_id: record.userId }),
    };
  },
);

/** /link/token/get. */
export const routes: Route[] = [getLinkToken];
