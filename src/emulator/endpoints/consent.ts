import type * as plaid from 'plaid';
import { type ResponseBody, itemRoute, route, type Route } from '../http/route.js';
import { boolean, integer, list, nullable, object, oneOf, optional, text } from '../http/validation.js';
import { failure } from '../error-catalog.js';
import type { Services } from '../services.js';
import type { ItemRecord } from '../state/records.js';
import { timestamp } from './serializers.js';

/** The only application: the holder of the credentials. */
export const APPLICATION_ID = 'emulator-application';
/** The maximum and default page size. */
const MAX_PAGE_SIZE = 50;

function itemsFor({ state, lifecycle }: Services, accessToken: string | null | undefined): ItemRecord[] {
  return accessToken == null ? state.items.values() : [lifecycle.byToken(accessToken)];
}

/** The cursor encodes how many activities have been returned. Opaque to the caller. */
function readCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const seen = /^seen:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1];
  if (seen === undefined) throw failure('INVALID_FIELD', 'cursor must be a cursor that this endpoint returned');
  return Number(seen);
}
const writeCursor = (seen: number): string => Buffer.from(`seen:${seen}`).toString('base64url');

type AccessTimes = ResponseBody<plaid.ItemActivityListResponse>['last_data_access_times'][number];

function accessTimes(items: ItemRecord[]): AccessTimes[] {
  function latest(scope: keyof ItemRecord['accessedAtMs']): string | null {
    const times = items.flatMap((item) => item.accessedAtMs[scope] ?? []);
    return times.length === 0 ? null : timestamp(Math.max(...times));
  }
  return [
    {
      application_id: APPLICATION_ID,
      account_balance_info: latest('account_balance_info'),
      account_routing_number: latest('account_routing_number'),
      contact_info: null,
      transactions: null,
      credit_loan_info: null,
      investments: null,
    },
  ];
}

const activityList = route<plaid.ItemActivityListRequest, plaid.ItemActivityListResponse>(
  '/item/activity/list',
  { access_token: optional(text()), cursor: optional(text()), count: optional(integer(1, MAX_PAGE_SIZE)) },
  ({ accessToken }) => ({ access_token: accessToken, count: 10 }),
  (services, body) => {
    const items = itemsFor(services, body.access_token);
    const seen = readCursor(body.cursor);
    const count = body.count ?? MAX_PAGE_SIZE;
    const [only] = items;
    // Without an access token, the list covers all Items of the client, including removed ones.
    const log = services.state.activities
      .values()
      .filter((one) => body.access_token === undefined || one.itemId === only?.id)
      .reverse();
    return {
      activities: log.slice(seen, seen + count).map((one) => ({
        id: one.id,
        activity: one.activity,
        initiated_date: new Date(one.createdAtMs).toISOString().slice(0, 10),
        initiator: APPLICATION_ID,
        state: 'SUCCESS',
        target_application_id: APPLICATION_ID,
        ...(one.scopes === null ? {} : { scopes: one.scopes }),
        ...(one.activity === 'ITEM_CREATE' ? { authentication: 'PLAID' } : {}),
      })),
      last_data_access_times: accessTimes(items),
      ...(log.length > seen + count ? { cursor: writeCursor(seen + count) } : {}),
    };
  },
);

const isConnected = (item: ItemRecord): boolean => item.error?.code !== 'USER_PERMISSION_REVOKED';

const application = {
  application_id: APPLICATION_ID,
  name: 'Application of the emulator',
  display_name: null,
  logo_url: null,
  application_url: null,
  reason_for_access: null,
};

const applicationList = route<plaid.ItemApplicationListRequest, plaid.ItemApplicationListResponse>(
  '/item/application/list',
  { access_token: optional(nullable(text())) },
  ({ accessToken }) => ({ access_token: accessToken }),
  (services, body) => {
    const items = itemsFor(services, body.access_token);
    const first = items.find(isConnected);
    // The application is no longer connected to any of the Items.
    if (first === undefined)
      return { applications: [], disconnected_applications: items.length === 0 ? [] : [application] };
    return {
      applications: [{ ...application, created_at: new Date(first.createdAtMs).toISOString(), scopes: first.scopes }],
      disconnected_applications: [],
    };
  },
);

function requireApplication(applicationId: string): void {
  if (applicationId !== APPLICATION_ID)
    throw failure('INVALID_FIELD', 'application_id is not an application connected to this Item');
}

const unlink = itemRoute<plaid.ItemApplicationUnlinkRequest, plaid.ItemApplicationUnlinkResponse>(
  '/item/application/unlink',
  { access_token: text(), application_id: text() },
  ({ accessToken }) => ({
    access_token: accessToken,
    application_id: 'emulator-application',
  }),
  ({ lifecycle, webhooks }, item, body) => {
    requireApplication(body.application_id);
    if (!isConnected(item)) throw failure('INVALID_FIELD', 'the application is no longer connected to this Item');
    item.error = { code: 'USER_PERMISSION_REVOKED', message: 'the end user has disconnected this application' };
    lifecycle.save(item);
    lifecycle.record(item, 'PORTAL_UNLINK');
    webhooks.userPermissionRevoked(item);
    return {};
  },
);

const optionalBoolean = () => optional(nullable(boolean()));

/** What the end user allows an application to read. */
export const scopesShape = object<plaid.Scopes>({
  product_access: optional(
    object<plaid.ProductAccess>({
      statements: optionalBoolean(),
      identity: optionalBoolean(),
      auth: optionalBoolean(),
      transactions: optionalBoolean(),
      accounts_details_transactions: optionalBoolean(),
      accounts_routing_number: optionalBoolean(),
      accounts_statements: optionalBoolean(),
      accounts_tax_statements: optionalBoolean(),
      customers_profiles: optionalBoolean(),
    }),
  ),
  accounts: optional(
    list(
      object<plaid.AccountAccess>({
        unique_id: text({ min: 1 }),
        authorized: optionalBoolean(),
        account_product_access: optional(
          nullable(
            object<plaid.AccountProductAccessNullable>({
              account_data: optionalBoolean(),
              statements: optionalBoolean(),
              tax_documents: optionalBoolean(),
            }),
          ),
        ),
      }),
    ),
  ),
  new_accounts: optionalBoolean(),
});

const updateScopes = itemRoute<plaid.ItemApplicationScopesUpdateRequest, plaid.ItemApplicationScopesUpdateResponse>(
  '/item/application/scopes/update',
  {
    access_token: text(),
    application_id: text(),
    scopes: scopesShape,
    state: optional(text()),
    context: oneOf(['ENROLLMENT', 'PORTAL']),
  },
  ({ accessToken, accountId }) => ({
    access_token: accessToken,
    application_id: 'emulator-application',
    scopes: {
      product_access: { auth: true },
      accounts: [{ unique_id: accountId, authorized: true, account_product_access: { account_data: true } }],
      new_accounts: true,
    },
    state: 'x',
    context: 'PORTAL',
  }),
  ({ lifecycle }, item, body) => {
    requireApplication(body.application_id);
    for (const { unique_id: id, authorized } of body.scopes.accounts ?? []) {
      const account = item.accounts.find((one) => one.accountId === id || one.persistentAccountId === id);
      if (account === undefined)
        throw failure('INVALID_ACCOUNT_ID', 'scopes.accounts contains an account that is not on this Item');
      account.revoked = authorized === false;
    }
    item.scopes = body.scopes;
    item.permissionsRequested = false;
    lifecycle.save(item);
    lifecycle.record(item, 'SCOPES_UPDATE', body.scopes);
    return {};
  },
);

/** /item/activity/list and /item/application/*. */
export const routes: Route[] = [activityList, applicationList, unlink, updateScopes];
