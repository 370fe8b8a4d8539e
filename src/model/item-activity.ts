/** What happened to a person's consent for an Item. */
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
  /** Plaid's own cursor; null when nothing follows. */
  nextCursor: string | null;
}

/** An application that a person has connected to an Item. */
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
