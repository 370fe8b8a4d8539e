import type {
  Activity,
  ConnectedApplication as WireApplication,
  ItemActivityListResponse,
  ItemApplicationListResponse,
} from 'plaid';
import type { ConnectedApplication, ItemActivity, ItemActivityPage } from '../model/item-activity.js';
import { sanitizeJsonObject, date, fieldsOf, listOf, requiredFields, text } from './wire.js';

type Scrub = (value: string) => string;

/** The answer of /item/activity/list. */
export function toActivityPage(answer: unknown, scrub: Scrub): ItemActivityPage {
  const wire = requiredFields<ItemActivityListResponse>(answer, 'item/activity/list');
  const nextCursor = text(wire.cursor);
  return {
    activities: listOf(wire.activities).flatMap((activity) => toActivity(activity, scrub) ?? []),
    lastDataAccessTimes: listOf(wire.last_data_access_times)
      .map((times) => sanitizeJsonObject(times, scrub))
      .filter((times) => times !== null),
    nextCursor: nextCursor === '' ? null : nextCursor,
  };
}

/** An activity without an id or a date tells nothing and is left out. */
function toActivity(value: unknown, scrub: Scrub): ItemActivity | null {
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
    scopes: sanitizeJsonObject(wire.scopes, scrub),
  };
}

/** The answer of /item/application/list. */
export function toApplications(answer: unknown, scrub: Scrub): ConnectedApplication[] {
  const wire = requiredFields<ItemApplicationListResponse>(answer, 'item/application/list');
  return listOf(wire.applications).flatMap((application) => toApplication(application, scrub) ?? []);
}

function toApplication(value: unknown, scrub: Scrub): ConnectedApplication | null {
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
    scopes: sanitizeJsonObject(wire.scopes, scrub),
  };
}
