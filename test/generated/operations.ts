/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The general type of an account. The specific type, such as checking or mortgage, is in `subtype`. */
export type AccountType =
  /** The name for INVESTMENT in older versions of the Plaid API. */
  | 'BROKERAGE'
  /** A credit card or another line of credit. `current` is the amount owed. */
  | 'CREDIT'
  /** Cash accounts: checking, savings, cash management and prepaid. Only depository accounts have account numbers. */
  | 'DEPOSITORY'
  /** Brokerage, retirement and other investment accounts. `current` is the total value. */
  | 'INVESTMENT'
  /** A loan, such as a mortgage or student loan. `current` is the amount still owed. */
  | 'LOAN'
  /** An account that fits none of the other types. */
  | 'OTHER'
  /** An account at a payroll provider, used to read income. */
  | 'PAYROLL'
  /** A type that this version of the gateway does not know. */
  | 'UNKNOWN';

/** Selects bank transfer events. An event must match every field that is set. A field that is null or omitted matches all events. */
export type BankTransferEventFilter = {
  /** Only events of the account with this Plaid account_id. If null, all accounts. */
  accountId?: string | null | undefined;
  /** Only events of the transfer with this Plaid id. If null, all transfers. */
  bankTransferId?: string | null | undefined;
  /** Either `debit` or `credit`. If null, both. */
  bankTransferType?: string | null | undefined;
  /** Either `inbound` or `outbound`. If null, both. */
  direction?: string | null | undefined;
  /** Only events at or before this time. If null, up to the latest event. */
  endDate?: string | null | undefined;
  /** Only events of these types, such as `posted`. If null, all types. */
  eventTypes?: Array<string> | null | undefined;
  /** How many of the newest events to skip. If null, none. */
  offset?: number | null | undefined;
  /** Only events of this account of the operator. If null, all accounts. */
  originationAccountId?: string | null | undefined;
  /** Only events at or after this time. If null, from the first event. */
  startDate?: string | null | undefined;
};

/** Selects the Link session whose outcome to fetch. */
export type CompleteLinkSessionInput = {
  /** The `id` that `createLinkSession` returned. An id that does not exist or belongs to another user returns NOT_FOUND. */
  linkSessionId: string | number;
};

/** Configuration of a Layer session, most of which is in its template. */
export type CreateLayerSessionInput = {
  /** The package name of your Android app, as registered in Plaid's Dashboard. If null, the session is not opened in an Android app. */
  androidPackageName?: string | null | undefined;
  /** The URL that an institution's own login page (OAuth) returns to. It must be registered in Plaid's Dashboard and have no query parameters. The operator must allow its origin or app scheme, otherwise BAD_USER_INPUT. Cannot be combined with `androidPackageName`. If null, a pop-up window is used. */
  redirectUri?: string | null | undefined;
  /** The id of a Layer template from Plaid's Dashboard. It contains all other settings. */
  templateId: string;
};

/** Configuration of a Link session. Omitting a field is the same as null. Values that Plaid defines (products, languages, countries) are passed through; if Plaid rejects one, the mutation fails with UPSTREAM_REJECTED. */
export type CreateLinkSessionInput = {
  /** The accounts that the end user may choose. If null, all accounts that fit the products. */
  accountFilters?: LinkAccountFiltersInput | null | undefined;
  /** Products to collect consent for now but add, and be billed for, later. A product may be in only one of the four product lists. If null, none. */
  additionalConsentedProducts?: Array<string> | null | undefined;
  /** The package name of your Android app, as registered in Plaid's Dashboard. Set it only for sessions opened in that app. Cannot be combined with `redirectUri`. If null, none is sent. */
  androidPackageName?: string | null | undefined;
  /** How to verify account numbers for the product `auth`. If null, as configured at Plaid. */
  auth?: LinkAuthInput | null | undefined;
  /** The name of your app, as shown in Link. A name that differs from the operator's configured one requires the operator's setting LINK_ALLOW_CLIENT_NAME, otherwise BAD_USER_INPUT. If longer than 30 characters, Link shows "This Application" instead. If null, the operator's configured name. */
  clientName?: string | null | undefined;
  /** The countries whose institutions to offer, as ISO 3166-1 alpha-2 codes. If null, the operator's configured countries. */
  countryCodes?: Array<string> | null | undefined;
  /** Let the end user link several institutions in one session. Requires `userId`, or `user_token` in `options`. If null, false. */
  enableMultiItemLink?: boolean | null | undefined;
  /** Makes this a Hosted Link session, which runs on a page hosted by Plaid (`hostedLinkUrl`). `{}` is enough. If null, your app opens Link itself. */
  hostedLink?: HostedLinkInput | null | undefined;
  /** An institution to list first in Link. If null, none. */
  institutionData?: LinkInstitutionDataInput | null | undefined;
  /** Plaid's institution_id, for legacy integrations that open Link at one institution. If null, the end user chooses the institution. */
  institutionId?: string | null | undefined;
  /** The language of Link, such as `en` or `fr`. If null, the operator's configured language. */
  language?: string | null | undefined;
  /** The name of a Link customization from Plaid's Dashboard. If null, the default customization. */
  linkCustomizationName?: string | null | undefined;
  /** Products to add if possible. If adding one fails, the end user can still link. A product may be in only one of the four product lists. If null, none. */
  optionalProducts?: Array<string> | null | undefined;
  /** Further parameters of Plaid's /link/token/create (`statements`, `transfer`, `income_verification`, `cra_options` and so on), in Plaid's snake_case. Some keys return BAD_USER_INPUT: keys that Plaid does not have, keys that have a field of their own, and keys that the gateway sets itself (tokens, credentials, the webhook URL). If null, none. */
  options?: Record<string, unknown> | null | undefined;
  /** Products that the new Item must support, such as `auth` or `transactions`. Institutions without them are not offered. If null, none; at least one is required unless `updateItemId` is set. Do not include `balance`, which every Item supports. */
  products?: Array<string> | null | undefined;
  /** The URL that an institution's own login page (OAuth) returns to. It must be registered in Plaid's Dashboard and have no query parameters. The operator must allow its origin or app scheme, otherwise BAD_USER_INPUT. Cannot be combined with `androidPackageName`. If null, institutions with OAuth work only in a pop-up window. */
  redirectUri?: string | null | undefined;
  /** Products to add if the chosen institution and accounts support them. Institutions that do not support them are still offered. A product may be in only one of the four product lists. If null, none. */
  requiredIfSupportedProducts?: Array<string> | null | undefined;
  /** Settings of the `transactions` product. If null, Plaid's defaults. */
  transactions?: LinkTransactionsInput | null | undefined;
  /** What update mode offers. Can only be set together with `updateItemId`. If null, update mode only repairs the login. */
  update?: LinkUpdateInput | null | undefined;
  /** The Item to open in update mode: to repair its login, renew consent, or change which accounts are shared. An id that does not exist or belongs to another user returns NOT_FOUND. If null, a new Item is linked. */
  updateItemId?: string | number | null | undefined;
  /** What you already know about the end user, so that Link can prefill it. The gateway adds the user's id. If null, nothing is prefilled. */
  user?: LinkUserInput | null | undefined;
  /** Plaid's user_id of the end user, for products based on Plaid users. If null, none is sent. */
  userId?: string | null | undefined;
};

/** The account to share, and the partner to share it with. */
export type CreateProcessorTokenInput = {
  /** The account. An id that does not exist or belongs to another user returns NOT_FOUND. */
  accountId: string | number;
  /** Plaid's name of the partner, such as `dwolla`. A name that Plaid does not know returns UPSTREAM_REJECTED. */
  processor: string;
};

/** The account to share with Stripe. */
export type CreateStripeBankAccountTokenInput = {
  /** A US checking or savings account. An id that does not exist or belongs to another user returns NOT_FOUND. */
  accountId: string | number;
};

/** The public token from Link, and the session that returned it. */
export type ExchangePublicTokenInput = {
  /** The Link session that returned the token, so that the Item appears in its `items`. If null, the Item is not assigned to a session. */
  linkSessionId?: string | number | null | undefined;
  /** The public token from Link's `onSuccess` callback; starts with `public-`. It is valid for 30 minutes and can be exchanged once. */
  publicToken: string;
};

/** How a Hosted Link session is delivered and where it returns to. */
export type HostedLinkInput = {
  /** The URL to open when the end user has finished. The operator must allow its origin or app scheme, otherwise BAD_USER_INPUT. If null, the page says that it can be closed. */
  completionRedirectUri?: string | null | undefined;
  /** Have Plaid send the link to the end user by `sms` or `email`, if Plaid has enabled this for the operator. Requires `user.phoneNumber` or `user.emailAddress`. `sms` also requires the operator's setting LINK_ALLOW_SMS, otherwise BAD_USER_INPUT. The number of messages per day is limited for each user and for each recipient (LIMIT_EXCEEDED). If null, you open or send `hostedLinkUrl` yourself. */
  deliveryMethod?: string | null | undefined;
  /** True if a mobile app opens the page in an in-app browser. If null, false. */
  isMobileApp?: boolean | null | undefined;
  /** How long the page can be opened, in seconds; at most 21 days. If null, 30 minutes, or one day when sent by SMS and one week when sent by email. */
  urlLifetimeSeconds?: number | null | undefined;
};

/** An end user's authorization from a Plaid Exchange partner. */
export type ImportItemInput = {
  /** The partner's secret for this end user. It is sent to Plaid and not stored. */
  authToken: string;
  /** The id of the user who will own the Item: the `sub` of their access token. If null, you. */
  ownerId?: string | number | null | undefined;
  /** The products of the new Item. At least one is required. */
  products: Array<string>;
  /** The id of the end user at the partner. */
  userId: string;
  /** The URL for the Item's webhooks. The operator must allow its origin, otherwise BAD_USER_INPUT. If null, the URL of this gateway. */
  webhook?: string | null | undefined;
};

/** The status of an Item. Derived from Plaid's record of the Item, from the results of calls to Plaid, and from webhooks. */
export type ItemStatus =
  /** Plaid reports a problem that no other status covers. See `error`. */
  | 'ERROR'
  /** Data can be read, and access is not about to end. */
  | 'HEALTHY'
  /** The institution no longer accepts the end user's stored login. Calls for live data fail until the end user has gone through Link update mode. */
  | 'LOGIN_REQUIRED'
  /** The institution will end access at `disconnectTime`. Data can be read until then. */
  | 'PENDING_DISCONNECT'
  /** The end user's consent expires at `consentExpirationTime`. Data can be read until then; the status then becomes LOGIN_REQUIRED. */
  | 'PENDING_EXPIRATION'
  /** The end user revoked access at the institution or in Plaid Portal. No data can be read. */
  | 'PERMISSION_REVOKED'
  /** Plaid could not be reached, so the status is not known. The end user does not have to do anything. Try again later, or contact the operator of the gateway if `requiredAction` is CONTACT_SUPPORT. */
  | 'UNKNOWN';

/** How Plaid refreshes the data of an Item. */
export type ItemUpdateType =
  /** Plaid refreshes the data by itself, without the end user. */
  | 'BACKGROUND'
  /** An update type that this version of the gateway does not know. */
  | 'UNKNOWN'
  /** The institution requires the end user to be present. Data is refreshed only while the end user goes through Link. */
  | 'USER_PRESENT_REQUIRED';

/** The account subtypes that the end user may choose, by account type. As soon as one type is set, types that are null are not offered. Use `["all"]` to offer all subtypes of a type. */
export type LinkAccountFiltersInput = {
  /** Credit subtypes, such as `credit card`. If null, not offered once another type is set. */
  credit?: Array<string> | null | undefined;
  /** Depository subtypes, such as `checking` and `savings`. If null, not offered once another type is set. */
  depository?: Array<string> | null | undefined;
  /** Investment subtypes, such as `401k`. If null, not offered once another type is set. */
  investment?: Array<string> | null | undefined;
  /** The types of limited-purpose checking accounts to offer. Can only be set together with `depository`. If null, Plaid's default. */
  limitedPurposeTypes?: Array<string> | null | undefined;
  /** Loan subtypes, such as `mortgage`. If null, not offered once another type is set. */
  loan?: Array<string> | null | undefined;
  /** Subtypes of all other accounts. If null, not offered once another type is set. */
  other?: Array<string> | null | undefined;
};

/** How to verify account numbers at institutions that do not provide them. A setting that is null uses the operator's configuration at Plaid. */
export type LinkAuthInput = {
  /** Let the end user choose between logging in and entering account numbers manually. If null, as configured at Plaid. */
  authTypeSelectEnabled?: boolean | null | undefined;
  /** Verify with a small deposit that Plaid detects automatically within a few days. US only. If null, as configured at Plaid. */
  automatedMicrodepositsEnabled?: boolean | null | undefined;
  /** Verify by comparing manually entered account numbers with the mask of an account that the end user logged in to. If null, as configured at Plaid. */
  instantMatchEnabled?: boolean | null | undefined;
  /** Verify with a code in a small deposit that arrives within seconds, at banks that support real-time payments. US only. If null, as configured at Plaid. */
  instantMicrodepositsEnabled?: boolean | null | undefined;
  /** Whether to send end users who enter account numbers of a supported bank back to logging in: `OPTIONAL`, `FORCED` or `OFF`. If null, as configured at Plaid. */
  rerouteToCredentials?: string | null | undefined;
  /** Verify with a code in a small deposit, which the end user enters about a day later. US only. If null, as configured at Plaid. */
  sameDayMicrodepositsEnabled?: boolean | null | undefined;
  /** Let the end user complete same-day micro-deposit verification by SMS. If null, as configured at Plaid. */
  smsMicrodepositsVerificationEnabled?: boolean | null | undefined;
};

/** An institution to list first in Link. */
export type LinkInstitutionDataInput = {
  /** The institution's US routing number: nine digits. If null, no institution is listed first. */
  routingNumber?: string | null | undefined;
};

/** The progress of a Link session. It only moves forward. A session becomes EXPIRED when `expiration` has passed. */
export type LinkSessionStatus =
  /** The link token was created. The end user has not opened Link yet, as far as Plaid has reported. */
  | 'CREATED'
  /** The end user left Link without finishing. They can open it again with the same token until `expiration`. */
  | 'EXITED'
  /** The link token has expired. Create a new session. */
  | 'EXPIRED'
  /** The end user opened Link and has not finished. */
  | 'STARTED'
  /** The end user finished. New Items are in `items`; a repaired Item is in `updateItem`. */
  | 'SUCCEEDED';

/** Settings of the `transactions` product for the new Item. */
export type LinkTransactionsInput = {
  /** How many days of transaction history to fetch: 1 to 730. It cannot be changed later. If null, 90. */
  daysRequested?: number | null | undefined;
};

/** What update mode offers in addition to repairing the login. */
export type LinkUpdateInput = {
  /** Let the end user change which accounts are shared. Use it when `newAccountsAvailable` is true. If null, false. */
  accountSelectionEnabled?: boolean | null | undefined;
};

/** The end user's home address, used for identity verification. */
export type LinkUserAddressInput = {
  /** City or town. If null, not provided. */
  city?: string | null | undefined;
  /** ISO 3166-1 alpha-2 country code, such as `US`. */
  country: string;
  /** ZIP or postal code. If null, not provided. */
  postalCode?: string | null | undefined;
  /** State or province: an ISO 3166-2 code without the country part, such as `CA`. If null, not provided. */
  region?: string | null | undefined;
  /** Street and house number. If null, not provided. */
  street?: string | null | undefined;
  /** Apartment, floor or other second address line. If null, not provided. */
  street2?: string | null | undefined;
};

/** What you already know about the end user, so that Link can prefill it. It is sent to Plaid and not stored by the gateway. */
export type LinkUserInput = {
  /** Home address, used for identity verification. If null, not provided. */
  address?: LinkUserAddressInput | null | undefined;
  /** Date of birth as `YYYY-MM-DD`. If null, not provided. */
  dateOfBirth?: string | null | undefined;
  /** Email address. Required to deliver a Hosted Link session by email. If null, not provided. */
  emailAddress?: string | null | undefined;
  /** Full legal name, used for micro-deposits and for matching the account holder. If null, Link asks for it when needed. */
  legalName?: string | null | undefined;
  /** First and last name, used for identity verification. If null, not provided. */
  name?: LinkUserNameInput | null | undefined;
  /** Phone number in E.164 format, such as `+14155550123`. If null, Link asks for it when needed. */
  phoneNumber?: string | null | undefined;
};

/** The end user's first and last name. */
export type LinkUserNameInput = {
  /** Last name or names. */
  familyName: string;
  /** First name or names. */
  givenName: string;
};

/** Selects the Item to remove, and gives a reason for Plaid. */
export type RemoveItemInput = {
  /** The Item to remove. An id that does not exist or belongs to another user returns NOT_FOUND. */
  itemId: string | number;
  /** One of Plaid's reason codes, such as `FRAUD_FIRST_PARTY` or `OTHER`. Any other code returns UPSTREAM_REJECTED. If null, no reason is sent. */
  reasonCode?: string | null | undefined;
  /** The reason as free text for Plaid: one line of at most 512 characters, without personal data. If null, no text is sent. */
  reasonNote?: string | null | undefined;
};

/** The next step for the end user of an Item. Use it to choose a button or notice to display. */
export type RequiredAction =
  /** Neither waiting nor Link will help. See `error` and contact Plaid or the institution. With UNKNOWN, contact the operator of the gateway. */
  | 'CONTACT_SUPPORT'
  /** The Item works. There is nothing to do. */
  | 'NONE'
  /** Open Link in update mode now: call `createLinkSession` with `updateItemId`. The Item and its ids stay the same. */
  | 'REAUTHENTICATE'
  /** The Item cannot be repaired. Link an institution again with a new `createLinkSession`, then remove this Item with `removeItem`. If the error is NO_ACCOUNTS, the end user must choose other accounts. If it is INSTITUTION_NO_LONGER_SUPPORTED, they must choose another institution. */
  | 'RELINK'
  /** Open Link in update mode before `consentExpirationTime` or `disconnectTime`, whichever is set. The Item works until then. */
  | 'RENEW_CONSENT'
  /** The institution or Plaid has an outage. The end user cannot do anything; try again in a few minutes. */
  | 'WAIT';

/** The Item whose access token to replace. */
export type RotateAccessTokenInput = {
  /** The Item. An id that does not exist or belongs to another user returns NOT_FOUND. */
  itemId: string | number;
};

/** The institution, products and test user of a new test Item. */
export type SandboxCreateItemInput = {
  /** The products of the new Item. At least one is required, and `balance` is not allowed. */
  initialProducts?: Array<string>;
  /** Plaid's institution_id of the test institution. `ins_109508` is First Platypus Bank, which has every type of account. */
  institutionId?: string;
  /** The test user's password. For `user_custom`, the definition of the test data. If null, `pass_good`. */
  overridePassword?: string | null | undefined;
  /** The test user to log in as, which determines the test data; see Plaid's documentation of Sandbox users. If null, `user_good`. */
  overrideUsername?: string | null | undefined;
};

/** The institution of the test account. */
export type SandboxCreateProcessorTokenInput = {
  /** Plaid's institution_id of the test institution. `ins_109508` is First Platypus Bank. */
  institutionId?: string;
};

/** The webhook to send, and the test Item that it is about. */
export type SandboxFireWebhookInput = {
  /** The Item. An id that does not exist or belongs to another user returns NOT_FOUND. */
  itemId: string | number;
  /** The webhook code, such as `NEW_ACCOUNTS_AVAILABLE`, `DEFAULT_UPDATE` or `PENDING_DISCONNECT`. A code that Plaid cannot send on demand returns UPSTREAM_REJECTED. */
  webhookCode: string;
  /** The webhook type, if the code alone is ambiguous, such as `AUTH` for `DEFAULT_UPDATE`. If null, Plaid chooses it. */
  webhookType?: string | null | undefined;
};

/** The test Item whose login to break. */
export type SandboxResetLoginInput = {
  /** The Item. An id that does not exist or belongs to another user returns NOT_FOUND. */
  itemId: string | number;
};

/** The verification result to set for a test account. */
export type SandboxSetVerificationStatusInput = {
  /** An account with automated micro-deposits in progress. An id that does not exist or belongs to another user returns NOT_FOUND. */
  accountId: string | number;
  /** The result: `automatically_verified` or `verification_expired`. */
  verificationStatus: string;
};

/** The application to disconnect, and the Item to disconnect it from. */
export type UnlinkApplicationInput = {
  /** The application: an `applicationId` from `Item.connectedApplications`. */
  applicationId: string | number;
  /** The Item. An id that does not exist or belongs to another user returns NOT_FOUND. */
  itemId: string | number;
};

/** What an application may read from an Item from now on. */
export type UpdateApplicationScopesInput = {
  /** The application: an `applicationId` from `Item.connectedApplications`. */
  applicationId: string | number;
  /** Where the end user made the change: `ENROLLMENT` (while connecting the application) or `PORTAL` (later). */
  context: string;
  /** The Item. An id that does not exist or belongs to another user returns NOT_FOUND. */
  itemId: string | number;
  /** What the application may read, as Plaid's snake_case object with the keys `product_access`, `accounts` and `new_accounts`. Values that Plaid does not accept return UPSTREAM_REJECTED. */
  scopes: Record<string, unknown>;
  /** A string of your choice that Plaid stores with the change, so that you can recognize repeated requests. If null, none is stored. */
  state?: string | null | undefined;
};

/** The new webhook URL of an Item. */
export type UpdateItemWebhookInput = {
  /** The Item to change. An id that does not exist or belongs to another user returns NOT_FOUND. */
  itemId: string | number;
  /** The new webhook URL. The operator must allow its origin, otherwise BAD_USER_INPUT. If it is not the URL of this gateway, the gateway no longer receives the Item's events. If null, Plaid sends no webhooks. */
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