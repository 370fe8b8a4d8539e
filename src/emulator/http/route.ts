import type { Wire } from '../plaid-types.js';
import type { Services } from '../services.js';
import type { ItemRecord } from '../state/records.js';
import { type Fields, object, type Rule } from './validation.js';

/** The only valid client_id. A public constant, not a secret. */
export const CLIENT_ID = 'emulator-client-id';
/** The only valid secret. */
export const SECRET = 'emulator-secret';

/** Credentials may be in the body of every request; the HTTP layer handles them. */
type Credentials = 'client_id' | 'secret';

/** What a sample may refer to: ids and tokens that exist in the emulator when the sample is sent. */
export interface SampleIds {
  accessToken: string;
  publicToken: string;
  linkToken: string;
  accountId: string;
  userId: string;
}

/** A Plaid endpoint: its path, its request shape, a sample of a request and its handler. */
export interface Route {
  path: string;
  shape: Rule;
  /** A valid request with most of the fields. The tests send it, and vary it into invalid ones. */
  sample: (ids: SampleIds) => Fields;
  /** Synchronous, so that no other request sees a partial change. */
  handle(services: Services, body: Fields): object;
}

/** A request body without the credentials. */
type RequestBody<T> = Omit<Wire<T>, Credentials>;

/** A response body without its request_id, which the HTTP layer adds. */
export type ResponseBody<T> = Omit<Wire<T>, 'request_id'>;

/**
 * Binds a path to Plaid's request and response types. A missing field rule, or a sample or response with the wrong type,
 * does not compile.
 */
export function route<Request extends object, Response extends object>(
  path: string,
  fields: Record<Exclude<keyof Request, Credentials>, Rule>,
  sample: (ids: SampleIds) => RequestBody<Request>,
  handle: (services: Services, body: Wire<Request>) => ResponseBody<Response>,
): Route {
  return {
    path,
    shape: object(fields),
    sample,
    // The shape was validated before, so the cast is safe.
    handle: (services, body) => handle(services, body as Wire<Request>),
  };
}

/** For endpoints with an access_token: the handler also receives the Item. */
export function itemRoute<Request extends { access_token: string }, Response extends object>(
  path: string,
  fields: Record<Exclude<keyof Request, Credentials>, Rule>,
  sample: (ids: SampleIds) => RequestBody<Request>,
  handle: (services: Services, item: ItemRecord, body: Wire<Request>) => ResponseBody<Response>,
): Route {
  return route<Request, Response>(path, fields, sample, (services, body) => {
    const { access_token: accessToken } = body as { access_token: string };
    return handle(services, services.lifecycle.byToken(accessToken), body);
  });
}
