/** A change of the end user's consent for an Item. */
export interface ItemActivity {
  id: string;
  activity: string;
  initiatedDate: Date;
  initiator: string;
  state: string;
  targetApplicationId: string | null;
  scopes: Record<string, unknown> | null;
}

/** A page of /item/activity/list. */
export interface ItemActivityPage {
  activities: ItemActivity[];
  /** When each application last read each kind of data, in Plaid's own keys. */
  lastDataAccessTimes: Record<string, unknown>[];
  /** Plaid's own cursor; null on the last page. */
  nextCursor: string | null;
}

/** An application that the end user allows to read an Item. */
export interface ConnectedApplication {
  applicationId: string;
  name: string;
  displayName: string | null;
  logoUrl: string | null;
  applicationUrl: string | null;
  reasonForAccess: string | null;
  createdAt: string;
  scopes: Record<string, unknown> | null;
}
