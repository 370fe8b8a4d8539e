import type * as plaid from 'plaid';
import { route, type Route } from '../http/route.js';
import { day, boolean, list, nullable, object, optional, text } from '../http/validation.js';
import { failure } from '../error-catalog.js';
import type { Services } from '../services.js';
import type { ItemRecord, UserRecord } from '../state/records.js';
import { mintToken, refuseToken } from '../ids.js';
import { serializeItem } from './serializers.js';
import { idNumberType } from './enums.js';

const USER_ID = /^usr_[A-Za-z0-9]+$/;

/** The two ways to identify a user. */
export interface UserReference {
  user_id?: string | undefined;
  user_token?: string | undefined;
}

/** The user that a request identifies, or null when it does not; throws for an unknown user. */
export function findUser({ state, environment }: Services, reference: UserReference): UserRecord | null {
  const { user_id: id, user_token: token } = reference;
  if (id !== undefined && !USER_ID.test(id)) throw failure('INVALID_USER_ID', 'user_id must start with usr_');
  const byId = id === undefined ? undefined : state.users.get(id);
  if (id !== undefined && byId === undefined)
    throw failure('USER_NOT_FOUND', 'no user has this user_id; create one with /user/create');
  if (token === undefined) return byId ?? null;
  const byToken = state.users.values().find((user) => user.userToken === token);
  if (byToken === undefined) throw refuseToken('user', token, environment);
  if (byId !== undefined && byId !== byToken)
    throw failure('INVALID_USER_TOKEN', 'user_id and user_token belong to different users');
  return byToken;
}

function requireUser(services: Services, reference: UserReference): UserRecord {
  const user = findUser(services, reference);
  if (user === null) throw failure('MISSING_FIELDS', 'one of these fields is required: user_id, user_token');
  return user;
}

function itemsOf({ state }: Services, user: UserRecord): ItemRecord[] {
  return state.items.values().filter((item) => item.userId === user.id);
}

/** The identity of a user in /user/create. */
export function identity() {
  return object<plaid.ClientUserIdentity>({
    name: optional(nullable(object<plaid.ClientUserIdentityName>({ given_name: text(), family_name: text() }))),
    date_of_birth: optional(nullable(day())),
    emails: optional(list(object<plaid.ClientUserIdentityEmail>({ data: text(), primary: boolean() }))),
    phone_numbers: optional(list(object<plaid.ClientUserIdentityPhoneNumber>({ data: text(), primary: boolean() }))),
    addresses: optional(
      list(
        object<plaid.ClientUserIdentityAddress>({
          street_1: optional(nullable(text())),
          street_2: optional(nullable(text())),
          city: optional(nullable(text())),
          region: optional(nullable(text())),
          country: text(),
          postal_code: optional(nullable(text())),
          primary: boolean(),
        }),
      ),
    ),
    id_numbers: optional(list(nullable(object<plaid.UserIDNumber>({ value: text(), type: idNumberType() })))),
  });
}

function legacyIdentity() {
  return object<plaid.ConsumerReportUserIdentity>({
    first_name: text(),
    last_name: text(),
    phone_numbers: list(text()),
    emails: list(text()),
    ssn_full: optional(nullable(text())),
    ssn_last_4: optional(nullable(text({ pattern: /^\d{4}$/, what: 'four digits' }))),
    date_of_birth: nullable(day()),
    primary_address: object<plaid.AddressData>({
      city: nullable(text()),
      region: nullable(text()),
      street: text(),
      postal_code: nullable(text()),
      country: nullable(text()),
    }),
  });
}

const create = route<plaid.UserCreateRequest, plaid.UserCreateResponse>(
  '/user/create',
  {
    client_user_id: text({ min: 1, max: 128 }),
    identity: optional(nullable(identity())),
    end_customer: optional(text({ max: 128 })),
    consumer_report_user_identity: optional(nullable(legacyIdentity())),
    with_upgraded_user: optional(boolean()),
  },
  () => ({ client_user_id: 'someone', identity: { name: { given_name: 'A', family_name: 'B' } } }),
  ({ state, clock, ids, environment }, body) => {
    const known = state.users.values().find((user) => user.clientUserId === body.client_user_id);
    const legacy = body.consumer_report_user_identity != null && body.with_upgraded_user !== true;
    const user: UserRecord = known ?? {
      id: `usr_${ids.alphanumeric('user', 14)}`,
      clientUserId: body.client_user_id,
      userToken: legacy ? mintToken(ids, environment, 'user') : null,
      identity: body.identity ?? null,
      createdAtMs: clock.now(),
      updatedAtMs: clock.now(),
    };
    if (known === undefined) state.users.put(user);
    return { user_id: user.id, ...(user.userToken === null ? {} : { user_token: user.userToken }) };
  },
);

const get = route<plaid.UserGetRequest, plaid.UserGetResponse>(
  '/user/get',
  { user_id: text() },
  ({ userId }) => ({ user_id: userId }),
  (services, body) => {
    const user = requireUser(services, body);
    if (user.userToken !== null)
      throw failure('INVALID_FIELD', 'this user has a user_token; /user/get supports only users of the newer User API');
    return {
      user_id: user.id,
      client_user_id: user.clientUserId,
      created_at: new Date(user.createdAtMs).toISOString(),
      updated_at: new Date(user.updatedAtMs).toISOString(),
      identity: user.identity,
    };
  },
);

const reference = { user_id: optional(text()), user_token: optional(text()) };

const remove = route<plaid.UserRemoveRequest, plaid.UserRemoveResponse>(
  '/user/remove',
  reference,
  ({ userId }) => ({ user_id: userId }),
  (services, body) => {
    const user = requireUser(services, body);
    for (const item of itemsOf(services, user)) services.lifecycle.remove(item);
    services.state.users.remove(user.id);
    return {};
  },
);

const itemsGet = route<plaid.UserItemsGetRequest, plaid.UserItemsGetResponse>(
  '/user/items/get',
  reference,
  ({ userId }) => ({ user_id: userId }),
  (services, body) => ({ items: itemsOf(services, requireUser(services, body)).map(serializeItem) }),
);

const resetLogin = route<plaid.SandboxUserResetLoginRequest, plaid.SandboxUserResetLoginResponse>(
  '/sandbox/user/reset_login',
  { ...reference, item_ids: optional(nullable(list(text()))) },
  ({ userId }) => ({ user_id: userId, item_ids: [] }),
  (services, body) => {
    const items = itemsOf(services, requireUser(services, body));
    const wanted = body.item_ids ?? [];
    if (wanted.some((id) => !items.some((item) => item.id === id)))
      throw failure('INVALID_FIELD', 'item_ids contains an Item that does not belong to this user');
    for (const item of items)
      if (wanted.length === 0 || wanted.includes(item.id))
        services.lifecycle.fail(item, {
          code: 'ITEM_LOGIN_REQUIRED',
          message: 'the login of this Item has changed; use update mode',
        });
    return {};
  },
);

/** /user/* and /sandbox/user/reset_login. */
export const routes: Route[] = [create, get, remove, itemsGet, resetLogin];
