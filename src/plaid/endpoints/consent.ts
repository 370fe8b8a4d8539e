import type {
  Activity,
  ConnectedApplication as WireApplication,
  ItemActivityListResponse,
  ItemApplicationListResponse,
} from 'plaid';
import type { ConnectedApplication, ItemActivity, ItemActivityPage } from '../../model/item-activity.js';
import { itemRead, itemWrite } from '../endpoint.js';
import { sanitizeJsonObject, date, fieldsOf, listOf, requiredFields, text } from '../wire.js';

type Redact = (value: string) => string;

/** What happened to the consent for an Item, newest first. Never cached: it changes in Plaid's portal without a webhook. */
export const itemActivityList = itemRead({
  path: '/item/activity/list',
  cost: 5,
  request: ({ count, cursor }: { count: number; cursor: string | null }) => ({
    count,
    ...(cursor === null ? {} : { cursor }),
  }),
  parse: (response, { redact }) => toActivityPage(response, redact),
});

/** The applications that may read an Item. Never cached, for the same reason. */
export const itemApplicationList = itemRead({
  path: '/item/application/list',
  cost: 5,
  parse: (response, { redact }) => toApplications(response, redact),
});

/** Ends the access of one application to an Item. */
export const itemApplicationUnlink = itemWrite({
  path: '/item/application/unlink',
  cost: 10,
  request: (applicationId: string) => ({ application_id: applicationId }),
  parse: () => undefined,
});

/** Changes what one application may read of an Item. `scopes` is in Plaid's own snake_case. */
export const itemApplicationScopesUpdate = itemWrite({
  path: '/item/application/scopes/update',
  cost: 10,
  request: ({
    applicationId,
    scopes,
    state,
    context,
  }: {
    applicationId: string;
    scopes: Record<string, unknown>;
    state: string | null;
    context: string;
  }) => ({ application_id: applicationId, scopes, context, ...(state === null ? {} : { state }) }),
  parse: () => undefined,
});

/** The response of /item/activity/list. */
export function toActivityPage(response: unknown, redact: Redact): ItemActivityPage {
  const wire = requiredFields<ItemActivityListResponse>(response, 'item/activity/list');
  const nextCursor = text(wire.cursor);
  return {
    activities: listOf(wire.activities).flatMap((activity) => toActivity(activity, redact) ?? []),
    lastDataAccessTimes: listOf(wire.last_data_access_times)
      .map((times) => sanitizeJsonObject(times, redact))
      .filter((times) => times !== null),
    nextCursor: nextCursor === '' ? null : nextCursor,
  };
}

/** An activity without an id or a date is of no use and is left out. */
function toActivity(value: unknown, redact: Redact): ItemActivity | null {
  const wire = fieldsOf<Activity>(value);
  const id = text(wire?.id);
  const initiatedDate = date(wire?.initiated_date);
  if (wire === null || id === null || initiatedDate === null) return null;
  return {
    id,
    initiatedDate,
    activity: text(wire.activity) ?? 'UNKNOWN',
    initiator: text(wire.initiator) ?? '',
    state: text(wire.state) ?? 'UNKNOWN',
    targetApplicationId: text(wire.target_application_id),
    scopes: sanitizeJsonObject(wire.scopes, redact),
  };
}

/** The response of /item/application/list. */
export function toApplications(response: unknown, redact: Redact): ConnectedApplication[] {
  const wire = requiredFields<ItemApplicationListResponse>(response, 'item/application/list');
  return listOf(wire.applications).flatMap((application) => toApplication(application, redact) ?? []);
}

function toApplication(value: unknown, redact: Redact): ConnectedApplication | null {
  const wire = fieldsOf<WireApplication>(value);
  const applicationId = text(wire?.application_id);
  if (wire === null || applicationId === null) return null;
  return {
    applicationId,
    name: text(wire.name) ?? '',
    displayName: text(wire.display_name),
    logoUrl: text(wire.logo_url),
    applicationUrl: text(wire.application_url),
    reasonForAccess: text(wire.reason_for_access),
    createdAt: text(wire.created_at) ?? '',
    scopes: sanitizeJsonObject(wire.scopes, redact),
  };
}
