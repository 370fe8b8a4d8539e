/** Plaid's own shapes as JSON carries them. Types only: nothing of the `plaid` package is loaded at run time. */
import type * as plaid from 'plaid';

/** Plaid's types with every enum as the text that travels in JSON. */
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
/** An account as /accounts/get answers it. */
export type PlaidAccount = Wire<plaid.AccountBase>;
/** The balances of an account. */
export type PlaidBalance = Wire<plaid.AccountBalance>;
/** depository, credit, loan, investment or other. */
export type AccountType = Wire<plaid.AccountType>;
/** checking, savings, credit card and so on. */
export type AccountSubtype = Wire<plaid.AccountSubtype>;
/** Where an account stands in micro-deposit verification. */
export type VerificationStatus = NonNullable<PlaidAccount['verification_status']>;
/** An Item as most endpoints answer it. */
export type PlaidItem = Wire<plaid.Item>;
/** An institution. */
export type PlaidInstitution = Wire<plaid.Institution>;
/** Plaid's error object. */
export type PlaidErrorBody = Omit<Wire<plaid.PlaidError>, 'causes'>;
/** The first word of an error: ITEM_ERROR, INVALID_INPUT and so on. */
export type ErrorType = PlaidErrorBody['error_type'];
/** One step that a person took in Link. */
export type LinkEvent = Wire<plaid.LinkEvent>;
/** How Auth came by an account's numbers. */
export type AuthMethod = NonNullable<PlaidItem['auth_method']>;
/** What the check of account numbers without a login found out. */
export type VerificationInsights = NonNullable<PlaidAccount['verification_insights']>;
/** A kind of consent event. */
export type ActivityType = Wire<plaid.ActivityType>;
/** A step of a bank transfer. */
export type BankTransferEventType = Wire<plaid.BankTransferEventType>;
/** Who a user is, as /user/create takes it. */
export type ClientUserIdentity = Wire<plaid.ClientUserIdentity>;
/** What a person allows an application to read. */
export type ConsentScopes = Wire<plaid.Scopes>;
/** A kind of data that consent speaks of. */
export type DataScope = Exclude<keyof plaid.ApplicationLastDataAccessTimes, 'application_id'>;
/** Which accounts Link may show, by type. */
export type AccountFilters = Wire<plaid.LinkTokenAccountFilters>;
/** What the application knows of the bank that Link is to show. */
export type InstitutionData = Wire<plaid.LinkTokenCreateInstitutionData>;
