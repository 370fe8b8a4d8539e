/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The broad kind of an account. The finer kind, such as checking or mortgage, is in `subtype`. */
export type AccountType =
  /** The word that old versions of Plaid use for INVESTMENT. */
  | 'BROKERAGE'
  /** A credit card or another revolving line. `current` is what is owed. */
  | 'CREDIT'
  /** Money kept at a bank: checking, savings, cash management, prepaid. The only kind that has account numbers. */
  | 'DEPOSITORY'
  /** Securities, retirement and brokerage accounts. `current` is their value. */
  | 'INVESTMENT'
  /** Money borrowed, such as a mortgage or student loan. `current` is what is still owed. */
  | 'LOAN'
  /** An account that Plaid could not put into one of the other kinds. */
  | 'OTHER'
  /** An account at a payroll provider, from which income is read. */
  | 'PAYROLL'
  /** Plaid named a kind that this version of the gateway does not know yet. */
  | 'UNKNOWN';

/** Which events to list. Everything that is given must fit; null and leaving out mean any. */
export type BankTransferEventFilter = {
  /** Only events of this account: Plaid's account_id. Null: any. */
  accountId?: string | null | undefined;
  /** Only events of this transfer: Plaid's id. Null: any. */
  bankTransferId?: string | null | undefined;
  /** `debit` or `credit`. Null: both. */
  bankTransferType?: string | null | undefined;
  /** `inbound` or `outbound`. Null: both. */
  direction?: string | null | undefined;
  /** Only events of this time or earlier. Null: any. */
  endDate?: string | null | undefined;
  /** Only these kinds, such as `posted`. Null: any. */
  eventTypes?: Array<string> | null | undefined;
  /** How many of the newest events to leave out. Null: none. */
  offset?: number | null | undefined;
  /** Only this account of the operator's own. Null: any. */
  originationAccountId?: string | null | undefined;
  /** Only events of this time or later. Null: any. */
  startDate?: string | null | undefined;
};

/** Names the session whose outcome is to be fetched and stored. */
export type CompleteLinkSessionInput = {
  /** The `id` that `createLinkSession` answered. One of your own; absent and foreign ids answer NOT_FOUND. */
  linkSessionId: string | number;
};

/** What a Layer session is made of. */
export type CreateLayerSessionInput = {
  /** Your Android app's package name, registered in Plaid's Dashboard. Null: not opened in one. */
  androidPackageName?: string | null | undefined;
  /** Where an institution's own sign-in page returns to: registered in Plaid's Dashboard, without query parameters, and of an origin or app scheme that the operator allows (BAD_USER_INPUT otherwise). Not together with `androidPackageName`. Null: a pop-up. */
  redirectUri?: string | null | undefined;
  /** Id of a Layer template from Plaid's Dashboard; it holds all other settings. */
  templateId: string;
};

/** What Link should ask of the person. Null and leaving out mean the same everywhere. Values that Plaid owns (products, languages, countries) are handed on as they are; what Plaid refuses answers UPSTREAM_REJECTED. */
export type CreateLinkSessionInput = {
  /** Which accounts the person may choose. Null: all that fit the products. */
  accountFilters?: LinkAccountFiltersInput | null | undefined;
  /** Products to ask consent for now and to use, and pay for, later. No product may stand in two of the four lists. */
  additionalConsentedProducts?: Array<string> | null | undefined;
  /** Your Android app's package name, registered in Plaid's Dashboard. Only for sessions opened in that app. Not together with `redirectUri`. */
  androidPackageName?: string | null | undefined;
  /** Which ways of verifying account numbers to offer with the product `auth`. Null: as Plaid has them set for the operator. */
  auth?: LinkAuthInput | null | undefined;
  /** The name of your app as Link shows it. Another name than the one that the operator configured needs their LINK_ALLOW_CLIENT_NAME, or answers BAD_USER_INPUT. Above 30 characters Link says "This Application" instead. Null: the name that the operator configured. */
  clientName?: string | null | undefined;
  /** Countries whose institutions to offer, as ISO 3166-1 alpha-2 codes. Null: those that the operator configured. */
  countryCodes?: Array<string> | null | undefined;
  /** Lets the person link several institutions in one go; needs `userId`, or `user_token` in `options`. Null: one. */
  enableMultiItemLink?: boolean | null | undefined;
  /** Makes the session a Hosted Link session, which runs on a page of Plaid (`hostedLinkUrl`); `{}` is enough. Null: Link is opened by your app. */
  hostedLink?: HostedLinkInput | null | undefined;
  /** An institution to put first in Link. Null: none. */
  institutionData?: LinkInstitutionDataInput | null | undefined;
  /** Plaid's institution_id, for the few older integrations that open Link at an institution. Null for all others. */
  institutionId?: string | null | undefined;
  /** Language of Link, such as `en` or `fr`. Null: the language that the operator configured. */
  language?: string | null | undefined;
  /** Name of a Link customization from Plaid's Dashboard. Null: the default one. */
  linkCustomizationName?: string | null | undefined;
  /** Products to try for, whose failure does not stop the person from linking. No product may stand in two of the four lists. */
  optionalProducts?: Array<string> | null | undefined;
  /** Any other part of Plaid's /link/token/create (`statements`, `transfer`, `income_verification`, `cra_options` and so on), in Plaid's own snake_case. Keys that Plaid does not have, that have a field above, or that the gateway sets itself (tokens, credentials, the webhook) answer BAD_USER_INPUT. */
  options?: Record<string, unknown> | null | undefined;
  /** Products that the new Item must have, such as `auth` or `transactions`; institutions without them are not offered. At least one, unless `updateItemId` is given. `balance` is not one: it comes with every Item. */
  products?: Array<string> | null | undefined;
  /** Where an institution's own sign-in page returns to: registered in Plaid's Dashboard, without query parameters, and of an origin or app scheme that the operator allows (BAD_USER_INPUT otherwise). Not together with `androidPackageName`. Null: institutions that sign in on their own page work in a pop-up only. */
  redirectUri?: string | null | undefined;
  /** Products to use where the chosen institution and accounts support them, without hiding those that do not. No product may stand in two of the four lists. */
  requiredIfSupportedProducts?: Array<string> | null | undefined;
  /** Settings of the product `transactions`. Null: Plaid's own. */
  transactions?: LinkTransactionsInput | null | undefined;
  /** What update mode should offer; only together with `updateItemId`. Null: repair the sign-in alone. */
  update?: LinkUpdateInput | null | undefined;
  /** Update mode: repair this Item of yours, renew its consent, or change which accounts are shared. Absent or foreign ids answer NOT_FOUND. Null: link something new. */
  updateItemId?: string | number | null | undefined;
  /** What you know of the person already, so that Link need not ask. The gateway adds who they are. */
  user?: LinkUserInput | null | undefined;
  /** Plaid's user_id of the person, for products built on Plaid users. Null when you use none of them. */
  userId?: string | null | undefined;
};

/** Which account to open to which partner. */
export type CreateProcessorTokenInput = {
  /** The account. One of your own; absent and foreign ids answer NOT_FOUND. */
  accountId: string | number;
  /** Plaid's name of the partner, such as `dwolla`; one that Plaid does not know answers UPSTREAM_REJECTED. */
  processor: string;
};

/** Which account to open to Stripe. */
export type CreateStripeBankAccountTokenInput = {
  /** A US checking or savings account. One of your own; absent and foreign ids answer NOT_FOUND. */
  accountId: string | number;
};

/** A public token from Link's onSuccess. */
export type ExchangePublicTokenInput = {
  /** The Link session it came from, so that the Item appears in its `items`. Null: not told. */
  linkSessionId?: string | number | null | undefined;
  /** What Link's onSuccess handed to your app; begins with `public-`. Valid for 30 minutes and for one exchange. */
  publicToken: string;
};

/** How a Hosted Link session is delivered and where it ends. */
export type HostedLinkInput = {
  /** Where the page goes when the person has finished: a URL of an origin or app scheme that the operator allows (BAD_USER_INPUT otherwise). Null: it says that it may be closed. */
  completionRedirectUri?: string | null | undefined;
  /** `sms` or `email` to have Plaid send the link to the person, if Plaid has enabled that for the operator. Needs `user.phoneNumber` or `user.emailAddress`. `sms` needs the LINK_ALLOW_SMS of the operator too, or answers BAD_USER_INPUT. Only so many a day are sent for one user and to one number or address (LIMIT_EXCEEDED). Null: you open `hostedLinkUrl` yourself. */
  deliveryMethod?: string | null | undefined;
  /** True when a mobile app opens the page in its own browser view. Null: false. */
  isMobileApp?: boolean | null | undefined;
  /** How long the page can be opened, in seconds, at most 21 days. Null: 30 minutes; a day by SMS and a week by e-mail. */
  urlLifetimeSeconds?: number | null | undefined;
};

/** A person's sign-in that a partner of Plaid Exchange hands over. */
export type ImportItemInput = {
  /** The secret that the partner gave for the person. Handed on and never kept. */
  authToken: string;
  /** Whose Item it becomes: the `sub` of their sign-in. Null: your own. */
  ownerId?: string | number | null | undefined;
  /** Products of the new Item: at least one. */
  products: Array<string>;
  /** The person's id at the partner. */
  userId: string;
  /** Where the Item's webhooks go; its origin must be one that the operator allows (BAD_USER_INPUT otherwise). Null: this gateway's receiver. */
  webhook?: string | null | undefined;
};

/** The state of an Item in one word, worked out from Plaid's record of it, from what its calls came to and from the webhooks received. */
export type ItemStatus =
  /** Plaid reports a problem that none of the other states covers: look at `error`. */
  | 'ERROR'
  /** Data can be read and nothing is known to be about to end. */
  | 'HEALTHY'
  /** The institution no longer accepts the stored sign-in. Live data fails until the person has gone through Link update mode. */
  | 'LOGIN_REQUIRED'
  /** The institution will cut the connection at `disconnectTime`. Data can still be read until then. */
  | 'PENDING_DISCONNECT'
  /** The person's consent ends at `consentExpirationTime`. Data can still be read; it becomes LOGIN_REQUIRED then. */
  | 'PENDING_EXPIRATION'
  /** The person withdrew access at the institution or in Plaid Portal. Nothing can be read any more. */
  | 'PERMISSION_REVOKED'
  /** Plaid could not be asked just now, so the state is not known. The person can do nothing about it: ask again later, or tell those who run the gateway when `requiredAction` is CONTACT_SUPPORT. */
  | 'UNKNOWN';

/** How Plaid keeps the data of an Item fresh. */
export type ItemUpdateType =
  /** Plaid refreshes by itself, without the person. */
  | 'BACKGROUND'
  /** Plaid named a way that this version of the gateway has no word for. */
  | 'UNKNOWN'
  /** The institution wants the person to be there: data refreshes only while they go through Link. */
  | 'USER_PRESENT_REQUIRED';

/** Account subtypes that the person may choose, by type. A type that is null is not offered once any other is given; `["all"]` offers every subtype of it. */
export type LinkAccountFiltersInput = {
  /** Credit subtypes, such as `credit card`. Null: see above. */
  credit?: Array<string> | null | undefined;
  /** Depository subtypes, such as `checking` and `savings`. Null: see above. */
  depository?: Array<string> | null | undefined;
  /** Investment subtypes, such as `401k`. Null: see above. */
  investment?: Array<string> | null | undefined;
  /** Kinds of limited-purpose checking accounts to offer; only together with `depository`. Null: as Plaid decides. */
  limitedPurposeTypes?: Array<string> | null | undefined;
  /** Loan subtypes, such as `mortgage`. Null: see above. */
  loan?: Array<string> | null | undefined;
  /** Subtypes of all other accounts. Null: see above. */
  other?: Array<string> | null | undefined;
};

/** Ways of verifying account numbers where the institution does not hand them out. Each that is null stays as Plaid has it set for the operator. */
export type LinkAuthInput = {
  /** Lets the person choose between signing in and typing their numbers. Null: see above. */
  authTypeSelectEnabled?: boolean | null | undefined;
  /** Verification by a small deposit that Plaid reads itself, within some days. US only. Null: see above. */
  automatedMicrodepositsEnabled?: boolean | null | undefined;
  /** Verification by comparing the numbers that the person types with the mask of an account they signed in to. Null: see above. */
  instantMatchEnabled?: boolean | null | undefined;
  /** The same within seconds, at banks with real-time payments. US only. Null: see above. */
  instantMicrodepositsEnabled?: boolean | null | undefined;
  /** Whether to lead people who type numbers of a supported bank back to signing in: `OPTIONAL`, `FORCED` or `OFF`. Null: see above. */
  rerouteToCredentials?: string | null | undefined;
  /** Verification by a code in a small deposit, which the person types in a day later. US only. Null: see above. */
  sameDayMicrodepositsEnabled?: boolean | null | undefined;
  /** Lets the person finish same-day micro-deposits by SMS. Null: see above. */
  smsMicrodepositsVerificationEnabled?: boolean | null | undefined;
};

/** An institution that Link should put first. */
export type LinkInstitutionDataInput = {
  /** The institution's US routing number: nine digits. Null: none is put first. */
  routingNumber?: string | null | undefined;
};

/** How far a Link session has come. It only ever moves forward; EXPIRED is reached by time alone. */
export type LinkSessionStatus =
  /** The link token was made; the person has not opened Link yet, as far as Plaid has told. */
  | 'CREATED'
  /** The person left Link without finishing. They may open it again with the same token until `expiration`. */
  | 'EXITED'
  /** The token is too old to open Link with. Make a new session. */
  | 'EXPIRED'
  /** The person opened Link and has not finished. */
  | 'STARTED'
  /** The person finished: the new Items are in `items`, or the repaired one in `updateItem`. */
  | 'SUCCEEDED';

/** Settings of the product `transactions` for the new Item. */
export type LinkTransactionsInput = {
  /** How many days of history to fetch, 1 to 730; it cannot be changed afterwards. Null: 90. */
  daysRequested?: number | null | undefined;
};

/** What update mode offers beside repairing the sign-in. */
export type LinkUpdateInput = {
  /** Lets the person choose anew which accounts to share: what to do when `newAccountsAvailable` is true. Null: false. */
  accountSelectionEnabled?: boolean | null | undefined;
};

/** Where a person lives, for verifying who they are. */
export type LinkUserAddressInput = {
  /** Town. Null: not given. */
  city?: string | null | undefined;
  /** ISO 3166-1 alpha-2 code, such as `US`. */
  country: string;
  /** ZIP or postal code. Null: not given. */
  postalCode?: string | null | undefined;
  /** State or province as an ISO 3166-2 code without the country, such as `CA`. Null: not given. */
  region?: string | null | undefined;
  /** Street and house number. Null: not given. */
  street?: string | null | undefined;
  /** Flat, floor or another second line. Null: none. */
  street2?: string | null | undefined;
};

/** What you know of the person, so that Link can fill it in. All of it goes to Plaid and none of it is kept by the gateway. */
export type LinkUserInput = {
  /** Home address, for verifying who they are. Null: not given. */
  address?: LinkUserAddressInput | null | undefined;
  /** Date of birth as `YYYY-MM-DD`. Null: not given. */
  dateOfBirth?: string | null | undefined;
  /** E-mail address; needed to deliver Hosted Link by e-mail. Null: not given. */
  emailAddress?: string | null | undefined;
  /** Full legal name, for micro-deposits and for comparing with the account's holder. Null: Link asks when it needs it. */
  legalName?: string | null | undefined;
  /** Name in two parts, for verifying who they are. Null: not given. */
  name?: LinkUserNameInput | null | undefined;
  /** Phone number in E.164 form, such as `+14155550123`. Null: Link asks when it needs it. */
  phoneNumber?: string | null | undefined;
};

/** A person's name in two parts. */
export type LinkUserNameInput = {
  /** Last name or names. */
  familyName: string;
  /** First name or names. */
  givenName: string;
};

/** Which Item to remove, and why. */
export type RemoveItemInput = {
  /** The Item to end. One of your own; absent and foreign ids answer NOT_FOUND. */
  itemId: string | number;
  /** One of Plaid's reason codes, such as `FRAUD_FIRST_PARTY` or `OTHER`; another one answers UPSTREAM_REJECTED. Null: no reason is given. */
  reasonCode?: string | null | undefined;
  /** The reason in words for Plaid, in one line of at most 512 characters and without personal data. Null: none. */
  reasonNote?: string | null | undefined;
};

/** The next step for the person behind an Item, ready to be turned into a button or a notice. */
export type RequiredAction =
  /** Neither waiting nor Link will help. Look up `error` and contact Plaid or the institution; with UNKNOWN, contact whoever runs the gateway. */
  | 'CONTACT_SUPPORT'
  /** Everything works: show nothing. */
  | 'NONE'
  /** Send the person through Link update mode now: `createLinkSession` with `updateItemId`. The Item and its ids stay. */
  | 'REAUTHENTICATE'
  /** Link an institution again with a new `createLinkSession`, then `removeItem` this one: it cannot be repaired. With NO_ACCOUNTS the person has to choose other accounts; with INSTITUTION_NO_LONGER_SUPPORTED, another institution. */
  | 'RELINK'
  /** Send the person through Link update mode before `consentExpirationTime` or `disconnectTime`, whichever is set. Until then data flows. */
  | 'RENEW_CONSENT'
  /** The institution or Plaid has a disturbance. The person can do nothing; try again in some minutes. */
  | 'WAIT';

/** Which Item's access token to replace. */
export type RotateAccessTokenInput = {
  /** The Item whose token is replaced. One of your own; absent and foreign ids answer NOT_FOUND. */
  itemId: string | number;
};

/** The test Item to make. */
export type SandboxCreateItemInput = {
  /** Products of the new Item: at least one, and not `balance`. */
  initialProducts?: Array<string>;
  /** The test institution; `ins_109508` is First Platypus Bank, which has every kind of account. */
  institutionId?: string;
  /** Password of the test user; for `user_custom` the description of its data. Null: `pass_good`. */
  overridePassword?: string | null | undefined;
  /** Test user to sign in as, which decides the data; see Plaid's Sandbox users. Null: `user_good`. */
  overrideUsername?: string | null | undefined;
};

/** Where the test account of a processor token is. */
export type SandboxCreateProcessorTokenInput = {
  /** The test institution; `ins_109508` is First Platypus Bank. */
  institutionId?: string;
};

/** Which webhook to send about a test Item. */
export type SandboxFireWebhookInput = {
  /** The Item that the webhook is about. One of your own; absent and foreign ids answer NOT_FOUND. */
  itemId: string | number;
  /** What to report, such as `NEW_ACCOUNTS_AVAILABLE`, `DEFAULT_UPDATE` or `PENDING_DISCONNECT`; one that Plaid cannot send on demand answers UPSTREAM_REJECTED. */
  webhookCode: string;
  /** Its family where the code alone does not tell, such as `AUTH` for `DEFAULT_UPDATE`. Null: Plaid chooses. */
  webhookType?: string | null | undefined;
};

/** Which test Item to break. */
export type SandboxResetLoginInput = {
  /** The Item whose sign-in is to fail from now on. One of your own; absent and foreign ids answer NOT_FOUND. */
  itemId: string | number;
};

/** How the verification of a test account ends. */
export type SandboxSetVerificationStatusInput = {
  /** The account that automated micro-deposits should verify. One of your own; absent and foreign ids answer NOT_FOUND. */
  accountId: string | number;
  /** The outcome: `automatically_verified` or `verification_expired`. */
  verificationStatus: string;
};

/** Which application may no longer read which Item. */
export type UnlinkApplicationInput = {
  /** The application: an `applicationId` of `Item.connectedApplications`. */
  applicationId: string | number;
  /** The Item. One of your own; absent and foreign ids answer NOT_FOUND. */
  itemId: string | number;
};

/** What an application may read of an Item from now on. */
export type UpdateApplicationScopesInput = {
  /** The application: an `applicationId` of `Item.connectedApplications`. */
  applicationId: string | number;
  /** Where the person made the change: `ENROLLMENT` when they connected it, `PORTAL` afterwards. */
  context: string;
  /** The Item. One of your own; absent and foreign ids answer NOT_FOUND. */
  itemId: string | number;
  /** What it may read, in Plaid's own keys: `product_access`, `accounts` and `new_accounts`. What Plaid does not know answers UPSTREAM_REJECTED. */
  scopes: Record<string, unknown>;
  /** A text of yours that Plaid keeps with the change, to tell repeated ones apart. Null: none. */
  state?: string | null | undefined;
};

/** Where the webhooks of an Item should go. */
export type UpdateItemWebhookInput = {
  /** The Item whose events are redirected. One of your own; absent and foreign ids answer NOT_FOUND. */
  itemId: string | number;
  /** The new address; its origin must be one that the operator allows (BAD_USER_INPUT otherwise). Anything but this gateway's own receiver takes the Item's events away from the gateway. Null: no webhooks at all. */
  webhook?: string | null | undefined;
};

export type ItemConsentQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ItemConsentQuery = { item: { id: string, connectedApplications: Array<{ applicationId: string, name: string, displayName: string | null, logoUrl: string | null, reasonForAccess: string | null, createdAt: string, scopes: Record<string, unknown> | null }> | null, activity: { lastDataAccessTimes: Array<Record<string, unknown>>, nodes: Array<{ id: string, activity: string, initiatedDate: string, initiator: string, state: string, targetApplicationId: string | null, scopes: Record<string, unknown> | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type UnlinkApplicationMutationVariables = Exact<{
  input: UnlinkApplicationInput;
}>;


export type UnlinkApplicationMutation = { unlinkApplication: { item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } } };

export type UpdateApplicationScopesMutationVariables = Exact<{
  input: UpdateApplicationScopesInput;
}>;


export type UpdateApplicationScopesMutation = { updateApplicationScopes: { item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } } };

export type RecordedEventsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  itemId?: string | number | null | undefined;
  types?: Array<string> | string | null | undefined;
}>;


export type RecordedEventsQuery = { webhookEvents: { nodes: Array<
      | { __typename: 'AuthAutomaticallyVerifiedEvent', accountId: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
      | { __typename: 'AuthDefaultUpdateEvent', accountIdsWithNewAuth: Array<string>, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, accountsWithUpdatedAuth: Array<{ accountId: string, changes: Array<string> }> }
      | { __typename: 'AuthSmsMicrodepositsVerificationEvent', accountId: string | null, status: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
      | { __typename: 'AuthVerificationExpiredEvent', accountId: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
      | { __typename: 'BankTransfersEventsUpdateEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
      | { __typename: 'GenericWebhookEvent', payload: Record<string, unknown>, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
      | { __typename: 'ItemErrorEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, error: { errorCode: string, displayMessage: string | null } | null }
      | { __typename: 'ItemLoginRepairedEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
      | { __typename: 'ItemNewAccountsAvailableEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
      | { __typename: 'ItemPendingDisconnectEvent', reason: string | null, disconnectTime: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
      | { __typename: 'ItemPendingExpirationEvent', consentExpirationTime: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
      | { __typename: 'ItemUserAccountRevokedEvent', accountId: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
      | { __typename: 'ItemUserPermissionRevokedEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
      | { __typename: 'ItemWebhookUpdateAcknowledgedEvent', newWebhookUrl: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
      | { __typename: 'LinkEventsEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, linkSession: { id: string } | null, events: Array<{ eventId: string, eventName: string, timestamp: string }> }
      | { __typename: 'LinkItemAddResultEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, linkSession: { id: string } | null }
      | { __typename: 'LinkSessionFinishedEvent', status: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, linkSession: { id: string } | null }
    >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ItemEventsQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
  types?: Array<string> | string | null | undefined;
}>;


export type ItemEventsQuery = { item: { id: string, webhookEvents: { edges: Array<{ cursor: string, node:
          | { __typename: 'AuthAutomaticallyVerifiedEvent', accountId: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
          | { __typename: 'AuthDefaultUpdateEvent', accountIdsWithNewAuth: Array<string>, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, accountsWithUpdatedAuth: Array<{ accountId: string, changes: Array<string> }> }
          | { __typename: 'AuthSmsMicrodepositsVerificationEvent', accountId: string | null, status: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
          | { __typename: 'AuthVerificationExpiredEvent', accountId: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
          | { __typename: 'BankTransfersEventsUpdateEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
          | { __typename: 'GenericWebhookEvent', payload: Record<string, unknown>, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
          | { __typename: 'ItemErrorEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, error: { errorCode: string, displayMessage: string | null } | null }
          | { __typename: 'ItemLoginRepairedEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
          | { __typename: 'ItemNewAccountsAvailableEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
          | { __typename: 'ItemPendingDisconnectEvent', reason: string | null, disconnectTime: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
          | { __typename: 'ItemPendingExpirationEvent', consentExpirationTime: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
          | { __typename: 'ItemUserAccountRevokedEvent', accountId: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
          | { __typename: 'ItemUserPermissionRevokedEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
          | { __typename: 'ItemWebhookUpdateAcknowledgedEvent', newWebhookUrl: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null }
          | { __typename: 'LinkEventsEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, linkSession: { id: string } | null, events: Array<{ eventId: string, eventName: string, timestamp: string }> }
          | { __typename: 'LinkItemAddResultEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, linkSession: { id: string } | null }
          | { __typename: 'LinkSessionFinishedEvent', status: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, linkSession: { id: string } | null }
         }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

type EventDetails_AuthAutomaticallyVerifiedEvent_Fragment = { __typename: 'AuthAutomaticallyVerifiedEvent', accountId: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null };

type EventDetails_AuthDefaultUpdateEvent_Fragment = { __typename: 'AuthDefaultUpdateEvent', accountIdsWithNewAuth: Array<string>, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, accountsWithUpdatedAuth: Array<{ accountId: string, changes: Array<string> }> };

type EventDetails_AuthSmsMicrodepositsVerificationEvent_Fragment = { __typename: 'AuthSmsMicrodepositsVerificationEvent', accountId: string | null, status: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null };

type EventDetails_AuthVerificationExpiredEvent_Fragment = { __typename: 'AuthVerificationExpiredEvent', accountId: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null };

type EventDetails_BankTransfersEventsUpdateEvent_Fragment = { __typename: 'BankTransfersEventsUpdateEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null };

type EventDetails_GenericWebhookEvent_Fragment = { __typename: 'GenericWebhookEvent', payload: Record<string, unknown>, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null };

type EventDetails_ItemErrorEvent_Fragment = { __typename: 'ItemErrorEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, error: { errorCode: string, displayMessage: string | null } | null };

type EventDetails_ItemLoginRepairedEvent_Fragment = { __typename: 'ItemLoginRepairedEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null };

type EventDetails_ItemNewAccountsAvailableEvent_Fragment = { __typename: 'ItemNewAccountsAvailableEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null };

type EventDetails_ItemPendingDisconnectEvent_Fragment = { __typename: 'ItemPendingDisconnectEvent', reason: string | null, disconnectTime: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null };

type EventDetails_ItemPendingExpirationEvent_Fragment = { __typename: 'ItemPendingExpirationEvent', consentExpirationTime: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null };

type EventDetails_ItemUserAccountRevokedEvent_Fragment = { __typename: 'ItemUserAccountRevokedEvent', accountId: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null };

type EventDetails_ItemUserPermissionRevokedEvent_Fragment = { __typename: 'ItemUserPermissionRevokedEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null };

type EventDetails_ItemWebhookUpdateAcknowledgedEvent_Fragment = { __typename: 'ItemWebhookUpdateAcknowledgedEvent', newWebhookUrl: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null };

type EventDetails_LinkEventsEvent_Fragment = { __typename: 'LinkEventsEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, linkSession: { id: string } | null, events: Array<{ eventId: string, eventName: string, timestamp: string }> };

type EventDetails_LinkItemAddResultEvent_Fragment = { __typename: 'LinkItemAddResultEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, linkSession: { id: string } | null };

type EventDetails_LinkSessionFinishedEvent_Fragment = { __typename: 'LinkSessionFinishedEvent', status: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, linkSession: { id: string } | null };

export type EventDetailsFragment =
  | EventDetails_AuthAutomaticallyVerifiedEvent_Fragment
  | EventDetails_AuthDefaultUpdateEvent_Fragment
  | EventDetails_AuthSmsMicrodepositsVerificationEvent_Fragment
  | EventDetails_AuthVerificationExpiredEvent_Fragment
  | EventDetails_BankTransfersEventsUpdateEvent_Fragment
  | EventDetails_GenericWebhookEvent_Fragment
  | EventDetails_ItemErrorEvent_Fragment
  | EventDetails_ItemLoginRepairedEvent_Fragment
  | EventDetails_ItemNewAccountsAvailableEvent_Fragment
  | EventDetails_ItemPendingDisconnectEvent_Fragment
  | EventDetails_ItemPendingExpirationEvent_Fragment
  | EventDetails_ItemUserAccountRevokedEvent_Fragment
  | EventDetails_ItemUserPermissionRevokedEvent_Fragment
  | EventDetails_ItemWebhookUpdateAcknowledgedEvent_Fragment
  | EventDetails_LinkEventsEvent_Fragment
  | EventDetails_LinkItemAddResultEvent_Fragment
  | EventDetails_LinkSessionFinishedEvent_Fragment
;

export type MyItemsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MyItemsQuery = { viewer: { id: string, items: { totalCount: number, nodes: Array<{ id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, accounts: Array<{ id: string, name: string, mask: string | null, type: AccountType, subtype: string | null, balances: { available: number | null, current: number | null, limit: number | null, isoCurrencyCode: string | null, unofficialCurrencyCode: string | null } }> | null, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type ItemNumbersQueryVariables = Exact<{
  id: string | number;
}>;


export type ItemNumbersQuery = { item: { id: string, accounts: Array<{ id: string, name: string, mask: string | null }> | null, authNumbers: { ach: Array<{ accountId: string, mask: string | null, account: string, routing: string, wireRouting: string | null, isTokenizedAccountNumber: boolean | null }>, eft: Array<{ accountId: string, mask: string | null, account: string, institution: string, branch: string }>, international: Array<{ accountId: string, mask: string | null, iban: string, bic: string }>, bacs: Array<{ accountId: string, mask: string | null, account: string, sortCode: string }> } | null } | null };

export type ItemByIdQueryVariables = Exact<{
  id: string | number;
}>;


export type ItemByIdQuery = { item: { availableProducts: Array<string> | null, billedProducts: Array<string> | null, products: Array<string> | null, consentedProducts: Array<string> | null, consentExpirationTime: string | null, disconnectTime: string | null, newAccountsAvailable: boolean, updateType: ItemUpdateType | null, authMethod: string | null, webhook: string | null, createdAt: string | null, linkedAt: string, id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, updates: { lastWebhook: { sentAt: string | null, codeSent: string | null } | null } | null, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null };

export type FilteredItemsQueryVariables = Exact<{
  status?: Array<ItemStatus> | ItemStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type FilteredItemsQuery = { items: { totalCount: number, edges: Array<{ cursor: string, node: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type AccountByIdQueryVariables = Exact<{
  id: string | number;
}>;


export type AccountByIdQuery = { account: { officialName: string | null, persistentAccountId: string | null, holderCategory: string | null, verificationStatus: string | null, id: string, name: string, mask: string | null, type: AccountType, subtype: string | null, item: { id: string }, balances: { available: number | null, current: number | null, limit: number | null, isoCurrencyCode: string | null, unofficialCurrencyCode: string | null } } | null };

export type LiveBalanceQueryVariables = Exact<{
  id: string | number;
}>;


export type LiveBalanceQuery = { account: { id: string, liveBalances: { available: number | null, current: number | null, isoCurrencyCode: string | null } | null } | null };

export type AnyNodeQueryVariables = Exact<{
  id: string | number;
}>;


export type AnyNodeQuery = { node:
    | { __typename: 'Account', id: string }
    | { __typename: 'Institution', id: string }
    | { __typename: 'Item', id: string }
    | { __typename: 'LinkSession', id: string }
   | null };

export type ManyNodesQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type ManyNodesQuery = { nodes: Array<
    | { __typename: 'Account', id: string }
    | { __typename: 'Institution', id: string }
    | { __typename: 'Item', id: string }
    | { __typename: 'LinkSession', id: string }
   | null> };

export type InstitutionByIdQueryVariables = Exact<{
  id: string | number;
  countryCodes?: Array<string> | string | null | undefined;
}>;


export type InstitutionByIdQuery = { institution: { id: string, name: string, products: Array<string>, countryCodes: Array<string>, url: string | null, primaryColor: string | null, routingNumbers: Array<string>, oauth: boolean } | null };

export type SearchInstitutionsQueryVariables = Exact<{
  query: string;
  products?: Array<string> | string | null | undefined;
  countryCodes?: Array<string> | string | null | undefined;
  first?: number | null | undefined;
}>;


export type SearchInstitutionsQuery = { institutions: Array<{ id: string, name: string, products: Array<string>, countryCodes: Array<string>, oauth: boolean }> };

export type RemoveItemMutationVariables = Exact<{
  input: RemoveItemInput;
}>;


export type RemoveItemMutation = { removeItem: { removedItemId: string } };

export type UpdateItemWebhookMutationVariables = Exact<{
  input: UpdateItemWebhookInput;
}>;


export type UpdateItemWebhookMutation = { updateItemWebhook: { item: { id: string, webhook: string | null } } };

export type RotateAccessTokenMutationVariables = Exact<{
  input: RotateAccessTokenInput;
}>;


export type RotateAccessTokenMutation = { rotateAccessToken: { item: { id: string, status: ItemStatus } } };

export type ItemSummaryFragment = { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null };

export type AccountSummaryFragment = { id: string, name: string, mask: string | null, type: AccountType, subtype: string | null, balances: { available: number | null, current: number | null, limit: number | null, isoCurrencyCode: string | null, unofficialCurrencyCode: string | null } };

export type CreateLinkSessionMutationVariables = Exact<{
  input: CreateLinkSessionInput;
}>;


export type CreateLinkSessionMutation = { createLinkSession: { linkSession: { id: string, linkToken: string, hostedLinkUrl: string | null, status: LinkSessionStatus, expiration: string, updateItem: { id: string } | null } } };

export type CompleteLinkSessionMutationVariables = Exact<{
  input: CompleteLinkSessionInput;
}>;


export type CompleteLinkSessionMutation = { completeLinkSession: { linkSession: { id: string, status: LinkSessionStatus }, items: Array<{ id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null }> } };

export type ExchangePublicTokenMutationVariables = Exact<{
  input: ExchangePublicTokenInput;
}>;


export type ExchangePublicTokenMutation = { exchangePublicToken: { item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null }, duplicateOf: { id: string } | null } };

export type LinkSessionByIdQueryVariables = Exact<{
  id: string | number;
}>;


export type LinkSessionByIdQuery = { linkSession: { id: string, status: LinkSessionStatus, createdAt: string, expiration: string, items: Array<{ id: string }>, metadata: { initialProducts: Array<string> | null, countryCodes: Array<string> | null, clientName: string | null } | null, attempts: Array<{ id: string, startedAt: string | null, finishedAt: string | null, events: Array<{ eventId: string, eventName: string, timestamp: string }>, exit: { status: string | null, error: { errorCode: string } | null } | null, results: Array<{ institutionName: string | null, accounts: Array<{ id: string, name: string, mask: string | null }>, item: { id: string } | null }> }> | null } | null };

export type MyLinkSessionsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MyLinkSessionsQuery = { linkSessions: { nodes: Array<{ id: string, status: LinkSessionStatus, createdAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type LinkSessionUpdatedSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type LinkSessionUpdatedSubscription = { linkSessionUpdated: { id: string, status: LinkSessionStatus, items: Array<{ id: string }> } };

export type WebhookEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  itemIds?: Array<string | number> | string | number | null | undefined;
  types?: Array<string> | string | null | undefined;
}>;


export type WebhookEventsSubscription = { webhookEvents:
    | { __typename: 'AuthAutomaticallyVerifiedEvent', accountId: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null }
    | { __typename: 'AuthDefaultUpdateEvent', accountIdsWithNewAuth: Array<string>, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null, accountsWithUpdatedAuth: Array<{ accountId: string, changes: Array<string> }> }
    | { __typename: 'AuthSmsMicrodepositsVerificationEvent', accountId: string | null, status: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null }
    | { __typename: 'AuthVerificationExpiredEvent', accountId: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null }
    | { __typename: 'BankTransfersEventsUpdateEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null }
    | { __typename: 'GenericWebhookEvent', payload: Record<string, unknown>, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null }
    | { __typename: 'ItemErrorEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null, error: { errorCode: string, displayMessage: string | null } | null }
    | { __typename: 'ItemLoginRepairedEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null }
    | { __typename: 'ItemNewAccountsAvailableEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null }
    | { __typename: 'ItemPendingDisconnectEvent', reason: string | null, disconnectTime: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null }
    | { __typename: 'ItemPendingExpirationEvent', consentExpirationTime: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null }
    | { __typename: 'ItemUserAccountRevokedEvent', accountId: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null }
    | { __typename: 'ItemUserPermissionRevokedEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null }
    | { __typename: 'ItemWebhookUpdateAcknowledgedEvent', newWebhookUrl: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null }
    | { __typename: 'LinkEventsEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null, linkSession: { id: string } | null, events: Array<{ eventId: string, eventName: string, timestamp: string }> }
    | { __typename: 'LinkItemAddResultEvent', id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null, linkSession: { id: string } | null }
    | { __typename: 'LinkSessionFinishedEvent', status: string | null, id: string, cursor: string, webhookType: string, webhookCode: string, environment: string, receivedAt: string, itemId: string | null, item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } | null, linkSession: { id: string } | null }
   };

export type ItemUpdatedSubscriptionVariables = Exact<{
  itemId?: string | number | null | undefined;
}>;


export type ItemUpdatedSubscription = { itemUpdated: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } };

export type CreateProcessorTokenMutationVariables = Exact<{
  input: CreateProcessorTokenInput;
}>;


export type CreateProcessorTokenMutation = { createProcessorToken: { processorToken: string } };

export type CreateStripeBankAccountTokenMutationVariables = Exact<{
  input: CreateStripeBankAccountTokenInput;
}>;


export type CreateStripeBankAccountTokenMutation = { createStripeBankAccountToken: { stripeBankAccountToken: string } };

export type ImportItemMutationVariables = Exact<{
  input: ImportItemInput;
}>;


export type ImportItemMutation = { importItem: { item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } } };

export type CreateLayerSessionMutationVariables = Exact<{
  input: CreateLayerSessionInput;
}>;


export type CreateLayerSessionMutation = { createLayerSession: { linkToken: string, expiration: string } };

export type BankTransferEventsQueryVariables = Exact<{
  afterEventId?: number | null | undefined;
  first?: number | null | undefined;
  filter?: BankTransferEventFilter | null | undefined;
}>;


export type BankTransferEventsQuery = { bankTransferEvents: Array<{ eventId: number, timestamp: string, eventType: string, accountId: string, bankTransferId: string, bankTransferType: string, bankTransferAmount: string, bankTransferIsoCurrencyCode: string, failureReason: Record<string, unknown> | null, direction: string | null }> };

export type SandboxCreateItemMutationVariables = Exact<{
  input: SandboxCreateItemInput;
}>;


export type SandboxCreateItemMutation = { sandboxCreateItem: { item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } } };

export type SandboxResetLoginMutationVariables = Exact<{
  input: SandboxResetLoginInput;
}>;


export type SandboxResetLoginMutation = { sandboxResetLogin: { item: { id: string, institutionId: string | null, institutionName: string | null, status: ItemStatus, requiredAction: RequiredAction, error: { errorCode: string, errorMessage: string, displayMessage: string | null } | null } } };

export type SandboxFireWebhookMutationVariables = Exact<{
  input: SandboxFireWebhookInput;
}>;


export type SandboxFireWebhookMutation = { sandboxFireWebhook: { webhookFired: boolean } };

export type SandboxCreatePublicTokenMutationVariables = Exact<{
  input: SandboxCreateItemInput;
}>;


export type SandboxCreatePublicTokenMutation = { sandboxCreatePublicToken: { publicToken: string } };

export type SandboxCreateProcessorTokenMutationVariables = Exact<{
  input: SandboxCreateProcessorTokenInput;
}>;


export type SandboxCreateProcessorTokenMutation = { sandboxCreateProcessorToken: { processorToken: string } };

export type SandboxSetVerificationStatusMutationVariables = Exact<{
  input: SandboxSetVerificationStatusInput;
}>;


export type SandboxSetVerificationStatusMutation = { sandboxSetVerificationStatus: { account: { id: string, verificationStatus: string | null } | null } };

export const EventDetailsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WebhookEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"webhookType"}},{"kind":"Field","name":{"kind":"Name","value":"webhookCode"}},{"kind":"Field","name":{"kind":"Name","value":"environment"}},{"kind":"Field","name":{"kind":"Name","value":"receivedAt"}},{"kind":"Field","name":{"kind":"Name","value":"itemId"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemErrorEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemPendingDisconnectEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"disconnectTime"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemPendingExpirationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"consentExpirationTime"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemUserAccountRevokedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemWebhookUpdateAcknowledgedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"newWebhookUrl"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthDefaultUpdateEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountIdsWithNewAuth"}},{"kind":"Field","name":{"kind":"Name","value":"accountsWithUpdatedAuth"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"changes"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthAutomaticallyVerifiedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthVerificationExpiredEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthSmsMicrodepositsVerificationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LinkItemAddResultEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSession"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LinkEventsEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSession"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"eventId"}},{"kind":"Field","name":{"kind":"Name","value":"eventName"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LinkSessionFinishedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSession"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GenericWebhookEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payload"}}]}}]}}]} as unknown as DocumentNode<EventDetailsFragment, unknown>;
export const ItemSummaryFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ItemSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Item"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"institutionId"}},{"kind":"Field","name":{"kind":"Name","value":"institutionName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"requiredAction"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}}]} as unknown as DocumentNode<ItemSummaryFragment, unknown>;
export const AccountSummaryFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AccountSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Account"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mask"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"subtype"}},{"kind":"Field","name":{"kind":"Name","value":"balances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"available"}},{"kind":"Field","name":{"kind":"Name","value":"current"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"isoCurrencyCode"}},{"kind":"Field","name":{"kind":"Name","value":"unofficialCurrencyCode"}}]}}]}}]} as unknown as DocumentNode<AccountSummaryFragment, unknown>;
export const ItemConsentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ItemConsent"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"connectedApplications"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"applicationId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"logoUrl"}},{"kind":"Field","name":{"kind":"Name","value":"reasonForAccess"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}}]}},{"kind":"Field","name":{"kind":"Name","value":"activity"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"activity"}},{"kind":"Field","name":{"kind":"Name","value":"initiatedDate"}},{"kind":"Field","name":{"kind":"Name","value":"initiator"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"targetApplicationId"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lastDataAccessTimes"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ItemConsentQuery, ItemConsentQueryVariables>;
export const UnlinkApplicationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UnlinkApplication"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UnlinkApplicationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unlinkApplication"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ItemSummary"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ItemSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Item"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"institutionId"}},{"kind":"Field","name":{"kind":"Name","value":"institutionName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"requiredAction"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}}]} as unknown as DocumentNode<UnlinkApplicationMutation, UnlinkApplicationMutationVariables>;
export const UpdateApplicationScopesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateApplicationScopes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateApplicationScopesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateApplicationScopes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ItemSummary"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ItemSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Item"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"institutionId"}},{"kind":"Field","name":{"kind":"Name","value":"institutionName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"requiredAction"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}}]} as unknown as DocumentNode<UpdateApplicationScopesMutation, UpdateApplicationScopesMutationVariables>;
export const RecordedEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RecordedEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"itemId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"types"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webhookEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"itemId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"itemId"}}},{"kind":"Argument","name":{"kind":"Name","value":"types"},"value":{"kind":"Variable","name":{"kind":"Name","value":"types"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventDetails"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WebhookEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"webhookType"}},{"kind":"Field","name":{"kind":"Name","value":"webhookCode"}},{"kind":"Field","name":{"kind":"Name","value":"environment"}},{"kind":"Field","name":{"kind":"Name","value":"receivedAt"}},{"kind":"Field","name":{"kind":"Name","value":"itemId"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemErrorEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemPendingDisconnectEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"disconnectTime"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemPendingExpirationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"consentExpirationTime"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemUserAccountRevokedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemWebhookUpdateAcknowledgedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"newWebhookUrl"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthDefaultUpdateEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountIdsWithNewAuth"}},{"kind":"Field","name":{"kind":"Name","value":"accountsWithUpdatedAuth"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"changes"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthAutomaticallyVerifiedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthVerificationExpiredEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthSmsMicrodepositsVerificationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LinkItemAddResultEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSession"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LinkEventsEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSession"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"eventId"}},{"kind":"Field","name":{"kind":"Name","value":"eventName"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LinkSessionFinishedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSession"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GenericWebhookEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payload"}}]}}]}}]} as unknown as DocumentNode<RecordedEventsQuery, RecordedEventsQueryVariables>;
export const ItemEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ItemEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"types"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"webhookEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"types"},"value":{"kind":"Variable","name":{"kind":"Name","value":"types"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventDetails"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WebhookEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"webhookType"}},{"kind":"Field","name":{"kind":"Name","value":"webhookCode"}},{"kind":"Field","name":{"kind":"Name","value":"environment"}},{"kind":"Field","name":{"kind":"Name","value":"receivedAt"}},{"kind":"Field","name":{"kind":"Name","value":"itemId"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemErrorEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemPendingDisconnectEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"disconnectTime"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemPendingExpirationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"consentExpirationTime"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemUserAccountRevokedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemWebhookUpdateAcknowledgedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"newWebhookUrl"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthDefaultUpdateEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountIdsWithNewAuth"}},{"kind":"Field","name":{"kind":"Name","value":"accountsWithUpdatedAuth"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"changes"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthAutomaticallyVerifiedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthVerificationExpiredEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthSmsMicrodepositsVerificationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LinkItemAddResultEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSession"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LinkEventsEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSession"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"eventId"}},{"kind":"Field","name":{"kind":"Name","value":"eventName"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LinkSessionFinishedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSession"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GenericWebhookEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payload"}}]}}]}}]} as unknown as DocumentNode<ItemEventsQuery, ItemEventsQueryVariables>;
export const MyItemsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MyItems"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"items"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ItemSummary"}},{"kind":"Field","name":{"kind":"Name","value":"accounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AccountSummary"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ItemSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Item"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"institutionId"}},{"kind":"Field","name":{"kind":"Name","value":"institutionName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"requiredAction"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AccountSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Account"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mask"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"subtype"}},{"kind":"Field","name":{"kind":"Name","value":"balances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"available"}},{"kind":"Field","name":{"kind":"Name","value":"current"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"isoCurrencyCode"}},{"kind":"Field","name":{"kind":"Name","value":"unofficialCurrencyCode"}}]}}]}}]} as unknown as DocumentNode<MyItemsQuery, MyItemsQueryVariables>;
export const ItemNumbersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ItemNumbers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"accounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mask"}}]}},{"kind":"Field","name":{"kind":"Name","value":"authNumbers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ach"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"mask"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"routing"}},{"kind":"Field","name":{"kind":"Name","value":"wireRouting"}},{"kind":"Field","name":{"kind":"Name","value":"isTokenizedAccountNumber"}}]}},{"kind":"Field","name":{"kind":"Name","value":"eft"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"mask"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"institution"}},{"kind":"Field","name":{"kind":"Name","value":"branch"}}]}},{"kind":"Field","name":{"kind":"Name","value":"international"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"mask"}},{"kind":"Field","name":{"kind":"Name","value":"iban"}},{"kind":"Field","name":{"kind":"Name","value":"bic"}}]}},{"kind":"Field","name":{"kind":"Name","value":"bacs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"mask"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"sortCode"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ItemNumbersQuery, ItemNumbersQueryVariables>;
export const ItemByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ItemById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ItemSummary"}},{"kind":"Field","name":{"kind":"Name","value":"availableProducts"}},{"kind":"Field","name":{"kind":"Name","value":"billedProducts"}},{"kind":"Field","name":{"kind":"Name","value":"products"}},{"kind":"Field","name":{"kind":"Name","value":"consentedProducts"}},{"kind":"Field","name":{"kind":"Name","value":"consentExpirationTime"}},{"kind":"Field","name":{"kind":"Name","value":"disconnectTime"}},{"kind":"Field","name":{"kind":"Name","value":"newAccountsAvailable"}},{"kind":"Field","name":{"kind":"Name","value":"updateType"}},{"kind":"Field","name":{"kind":"Name","value":"authMethod"}},{"kind":"Field","name":{"kind":"Name","value":"webhook"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"linkedAt"}},{"kind":"Field","name":{"kind":"Name","value":"updates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastWebhook"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sentAt"}},{"kind":"Field","name":{"kind":"Name","value":"codeSent"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ItemSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Item"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"institutionId"}},{"kind":"Field","name":{"kind":"Name","value":"institutionName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"requiredAction"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}}]} as unknown as DocumentNode<ItemByIdQuery, ItemByIdQueryVariables>;
export const FilteredItemsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FilteredItems"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"status"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ItemStatus"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"items"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"status"},"value":{"kind":"Variable","name":{"kind":"Name","value":"status"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ItemSummary"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ItemSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Item"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"institutionId"}},{"kind":"Field","name":{"kind":"Name","value":"institutionName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"requiredAction"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}}]} as unknown as DocumentNode<FilteredItemsQuery, FilteredItemsQueryVariables>;
export const AccountByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"account"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AccountSummary"}},{"kind":"Field","name":{"kind":"Name","value":"officialName"}},{"kind":"Field","name":{"kind":"Name","value":"persistentAccountId"}},{"kind":"Field","name":{"kind":"Name","value":"holderCategory"}},{"kind":"Field","name":{"kind":"Name","value":"verificationStatus"}},{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AccountSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Account"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mask"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"subtype"}},{"kind":"Field","name":{"kind":"Name","value":"balances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"available"}},{"kind":"Field","name":{"kind":"Name","value":"current"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"isoCurrencyCode"}},{"kind":"Field","name":{"kind":"Name","value":"unofficialCurrencyCode"}}]}}]}}]} as unknown as DocumentNode<AccountByIdQuery, AccountByIdQueryVariables>;
export const LiveBalanceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LiveBalance"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"account"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"liveBalances"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"available"}},{"kind":"Field","name":{"kind":"Name","value":"current"}},{"kind":"Field","name":{"kind":"Name","value":"isoCurrencyCode"}}]}}]}}]}}]} as unknown as DocumentNode<LiveBalanceQuery, LiveBalanceQueryVariables>;
export const AnyNodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AnyNode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<AnyNodeQuery, AnyNodeQueryVariables>;
export const ManyNodesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ManyNodes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<ManyNodesQuery, ManyNodesQueryVariables>;
export const InstitutionByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"InstitutionById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"countryCodes"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"institution"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"countryCodes"},"value":{"kind":"Variable","name":{"kind":"Name","value":"countryCodes"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"products"}},{"kind":"Field","name":{"kind":"Name","value":"countryCodes"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"primaryColor"}},{"kind":"Field","name":{"kind":"Name","value":"routingNumbers"}},{"kind":"Field","name":{"kind":"Name","value":"oauth"}}]}}]}}]} as unknown as DocumentNode<InstitutionByIdQuery, InstitutionByIdQueryVariables>;
export const SearchInstitutionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SearchInstitutions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"query"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"products"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"countryCodes"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"institutions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"query"},"value":{"kind":"Variable","name":{"kind":"Name","value":"query"}}},{"kind":"Argument","name":{"kind":"Name","value":"products"},"value":{"kind":"Variable","name":{"kind":"Name","value":"products"}}},{"kind":"Argument","name":{"kind":"Name","value":"countryCodes"},"value":{"kind":"Variable","name":{"kind":"Name","value":"countryCodes"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"products"}},{"kind":"Field","name":{"kind":"Name","value":"countryCodes"}},{"kind":"Field","name":{"kind":"Name","value":"oauth"}}]}}]}}]} as unknown as DocumentNode<SearchInstitutionsQuery, SearchInstitutionsQueryVariables>;
export const RemoveItemDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveItem"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RemoveItemInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeItem"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removedItemId"}}]}}]}}]} as unknown as DocumentNode<RemoveItemMutation, RemoveItemMutationVariables>;
export const UpdateItemWebhookDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateItemWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateItemWebhookInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateItemWebhook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"webhook"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateItemWebhookMutation, UpdateItemWebhookMutationVariables>;
export const RotateAccessTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RotateAccessToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RotateAccessTokenInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rotateAccessToken"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<RotateAccessTokenMutation, RotateAccessTokenMutationVariables>;
export const CreateLinkSessionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateLinkSession"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateLinkSessionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createLinkSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSession"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"linkToken"}},{"kind":"Field","name":{"kind":"Name","value":"hostedLinkUrl"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"expiration"}},{"kind":"Field","name":{"kind":"Name","value":"updateItem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CreateLinkSessionMutation, CreateLinkSessionMutationVariables>;
export const CompleteLinkSessionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CompleteLinkSession"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CompleteLinkSessionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"completeLinkSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSession"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"items"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ItemSummary"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ItemSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Item"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"institutionId"}},{"kind":"Field","name":{"kind":"Name","value":"institutionName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"requiredAction"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}}]} as unknown as DocumentNode<CompleteLinkSessionMutation, CompleteLinkSessionMutationVariables>;
export const ExchangePublicTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ExchangePublicToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ExchangePublicTokenInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"exchangePublicToken"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ItemSummary"}}]}},{"kind":"Field","name":{"kind":"Name","value":"duplicateOf"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ItemSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Item"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"institutionId"}},{"kind":"Field","name":{"kind":"Name","value":"institutionName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"requiredAction"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}}]} as unknown as DocumentNode<ExchangePublicTokenMutation, ExchangePublicTokenMutationVariables>;
export const LinkSessionByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LinkSessionById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiration"}},{"kind":"Field","name":{"kind":"Name","value":"items"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"metadata"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"initialProducts"}},{"kind":"Field","name":{"kind":"Name","value":"countryCodes"}},{"kind":"Field","name":{"kind":"Name","value":"clientName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attempts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"eventId"}},{"kind":"Field","name":{"kind":"Name","value":"eventName"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}},{"kind":"Field","name":{"kind":"Name","value":"exit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"institutionName"}},{"kind":"Field","name":{"kind":"Name","value":"accounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mask"}}]}},{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<LinkSessionByIdQuery, LinkSessionByIdQueryVariables>;
export const MyLinkSessionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MyLinkSessions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSessions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<MyLinkSessionsQuery, MyLinkSessionsQueryVariables>;
export const LinkSessionUpdatedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"LinkSessionUpdated"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSessionUpdated"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"items"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<LinkSessionUpdatedSubscription, LinkSessionUpdatedSubscriptionVariables>;
export const WebhookEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"WebhookEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"itemIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"types"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webhookEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"itemIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"itemIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"types"},"value":{"kind":"Variable","name":{"kind":"Name","value":"types"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EventDetails"}},{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ItemSummary"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EventDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WebhookEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"webhookType"}},{"kind":"Field","name":{"kind":"Name","value":"webhookCode"}},{"kind":"Field","name":{"kind":"Name","value":"environment"}},{"kind":"Field","name":{"kind":"Name","value":"receivedAt"}},{"kind":"Field","name":{"kind":"Name","value":"itemId"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemErrorEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemPendingDisconnectEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"disconnectTime"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemPendingExpirationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"consentExpirationTime"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemUserAccountRevokedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ItemWebhookUpdateAcknowledgedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"newWebhookUrl"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthDefaultUpdateEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountIdsWithNewAuth"}},{"kind":"Field","name":{"kind":"Name","value":"accountsWithUpdatedAuth"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"changes"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthAutomaticallyVerifiedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthVerificationExpiredEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuthSmsMicrodepositsVerificationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LinkItemAddResultEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSession"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LinkEventsEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSession"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"eventId"}},{"kind":"Field","name":{"kind":"Name","value":"eventName"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LinkSessionFinishedEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkSession"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GenericWebhookEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payload"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ItemSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Item"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"institutionId"}},{"kind":"Field","name":{"kind":"Name","value":"institutionName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"requiredAction"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}}]} as unknown as DocumentNode<WebhookEventsSubscription, WebhookEventsSubscriptionVariables>;
export const ItemUpdatedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ItemUpdated"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"itemId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"itemUpdated"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"itemId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"itemId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ItemSummary"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ItemSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Item"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"institutionId"}},{"kind":"Field","name":{"kind":"Name","value":"institutionName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"requiredAction"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}}]} as unknown as DocumentNode<ItemUpdatedSubscription, ItemUpdatedSubscriptionVariables>;
export const CreateProcessorTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateProcessorToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateProcessorTokenInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createProcessorToken"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"processorToken"}}]}}]}}]} as unknown as DocumentNode<CreateProcessorTokenMutation, CreateProcessorTokenMutationVariables>;
export const CreateStripeBankAccountTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateStripeBankAccountToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateStripeBankAccountTokenInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createStripeBankAccountToken"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stripeBankAccountToken"}}]}}]}}]} as unknown as DocumentNode<CreateStripeBankAccountTokenMutation, CreateStripeBankAccountTokenMutationVariables>;
export const ImportItemDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ImportItem"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImportItemInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"importItem"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ItemSummary"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ItemSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Item"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"institutionId"}},{"kind":"Field","name":{"kind":"Name","value":"institutionName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"requiredAction"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}}]} as unknown as DocumentNode<ImportItemMutation, ImportItemMutationVariables>;
export const CreateLayerSessionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateLayerSession"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateLayerSessionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createLayerSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkToken"}},{"kind":"Field","name":{"kind":"Name","value":"expiration"}}]}}]}}]} as unknown as DocumentNode<CreateLayerSessionMutation, CreateLayerSessionMutationVariables>;
export const BankTransferEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BankTransferEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"afterEventId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"BankTransferEventFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"bankTransferEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"afterEventId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"afterEventId"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"eventId"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}},{"kind":"Field","name":{"kind":"Name","value":"eventType"}},{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"bankTransferId"}},{"kind":"Field","name":{"kind":"Name","value":"bankTransferType"}},{"kind":"Field","name":{"kind":"Name","value":"bankTransferAmount"}},{"kind":"Field","name":{"kind":"Name","value":"bankTransferIsoCurrencyCode"}},{"kind":"Field","name":{"kind":"Name","value":"failureReason"}},{"kind":"Field","name":{"kind":"Name","value":"direction"}}]}}]}}]} as unknown as DocumentNode<BankTransferEventsQuery, BankTransferEventsQueryVariables>;
export const SandboxCreateItemDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SandboxCreateItem"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SandboxCreateItemInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sandboxCreateItem"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ItemSummary"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ItemSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Item"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"institutionId"}},{"kind":"Field","name":{"kind":"Name","value":"institutionName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"requiredAction"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}}]} as unknown as DocumentNode<SandboxCreateItemMutation, SandboxCreateItemMutationVariables>;
export const SandboxResetLoginDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SandboxResetLogin"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SandboxResetLoginInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sandboxResetLogin"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"item"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ItemSummary"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ItemSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Item"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"institutionId"}},{"kind":"Field","name":{"kind":"Name","value":"institutionName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"requiredAction"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"errorMessage"}},{"kind":"Field","name":{"kind":"Name","value":"displayMessage"}}]}}]}}]} as unknown as DocumentNode<SandboxResetLoginMutation, SandboxResetLoginMutationVariables>;
export const SandboxFireWebhookDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SandboxFireWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SandboxFireWebhookInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sandboxFireWebhook"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webhookFired"}}]}}]}}]} as unknown as DocumentNode<SandboxFireWebhookMutation, SandboxFireWebhookMutationVariables>;
export const SandboxCreatePublicTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SandboxCreatePublicToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SandboxCreateItemInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sandboxCreatePublicToken"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"publicToken"}}]}}]}}]} as unknown as DocumentNode<SandboxCreatePublicTokenMutation, SandboxCreatePublicTokenMutationVariables>;
export const SandboxCreateProcessorTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SandboxCreateProcessorToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SandboxCreateProcessorTokenInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sandboxCreateProcessorToken"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"processorToken"}}]}}]}}]} as unknown as DocumentNode<SandboxCreateProcessorTokenMutation, SandboxCreateProcessorTokenMutationVariables>;
export const SandboxSetVerificationStatusDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SandboxSetVerificationStatus"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SandboxSetVerificationStatusInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sandboxSetVerificationStatus"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"account"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"verificationStatus"}}]}}]}}]}}]} as unknown as DocumentNode<SandboxSetVerificationStatusMutation, SandboxSetVerificationStatusMutationVariables>;