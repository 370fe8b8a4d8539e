/** Plaid's JSON types. Types only: the `plaid` package is not loaded at run time. */
import type * as plaid from 'plaid';

/** A type of the `plaid` package with every enum as its JSON string. */
export type Wire<T> = T extends string
  ? `${T}`
  : T extends readonly (infer U)[]
    ? Wire<U>[]
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T;

/** A product's name, such as `auth`. */
export type Product = Wire<plaid.Products>;
/** A two-letter country code that Plaid serves. */
export type CountryCode = Wire<plaid.CountryCode>;
/** An account in the response of /accounts/get. */
export type PlaidAccount = Wire<plaid.AccountBase>;
/** The balances of an account. */
export type PlaidBalance = Wire<plaid.AccountBalance>;
/** depository, credit, loan, investment or other. */
export type AccountType = Wire<plaid.AccountType>;
/** checking, savings, credit card and so on. */
export type AccountSubtype = Wire<plaid.AccountSubtype>;
/** The micro-deposit verification status of an account. */
export type VerificationStatus = NonNullable<PlaidAccount['verification_status']>;
/** An Item as most endpoints return it. */
export type PlaidItem = Wire<plaid.Item>;
/** An institution. */
export type PlaidInstitution = Wire<plaid.Institution>;
/** Plaid's error object. */
export type PlaidErrorBody = Omit<Wire<plaid.PlaidError>, 'causes'>;
/** An error type, such as ITEM_ERROR or INVALID_INPUT. */
export type ErrorType = PlaidErrorBody['error_type'];
/** An event of a Link session. */
export type LinkEvent = Wire<plaid.LinkEvent>;
/** How Auth obtained the account numbers. */
export type AuthMethod = NonNullable<PlaidItem['auth_method']>;
/** The result of verifying account numbers without a login. */
export type VerificationInsights = NonNullable<PlaidAccount['verification_insights']>;
/** The type of a consent event. */
export type ActivityType = Wire<plaid.ActivityType>;
/** The type of a bank transfer event. */
export type BankTransferEventType = Wire<plaid.BankTransferEventType>;
/** The identity of a user in /user/create. */
export type ClientUserIdentity = Wire<plaid.ClientUserIdentity>;
/** What the end user allows an application to read. */
export type ConsentScopes = Wire<plaid.Scopes>;
/** A data scope of consent. */
export type DataScope = Exclude<keyof plaid.ApplicationLastDataAccessTimes, 'application_id'>;
/** Which accounts Link may show, by account type. */
export type AccountFilters = Wire<plaid.LinkTokenAccountFilters>;
/** Hints about the bank that Link should show. */
export type InstitutionData = Wire<plaid.LinkTokenCreateInstitutionData>;
