import type { Wire } from '../plaid-types.js';
import type { Services } from '../services.js';
import type { ItemRecord } from '../state/records.js';
import { type Fields, object, type Rule } from './validation.js';

/** The only client_id the emulator takes; a public constant, not a secret of anyone. */
export const CLIENT_ID = 'emulator-client-id';
/** The secret that goes with it. */
export const SECRET = 'emulator-secret';

/** Credentials may sit in the body of every request; the HTTP layer deals with them. */
type Credentials = 'client_id' | 'secret';

/** One Plaid endpoint: its path, what a request may hold, and what answers it. */
export interface Route {
  path: string;
  shape: Rule;
  /** Runs without waiting for anything, so that no other request sees a half-made change. */
  handle(services: Services, body: Fields): object;
}

/** An answer without its request_id, which the HTTP layer adds. */
export type Answer<T> = Omit<Wire<T>, 'request_id'>;

/**
 * Ties a path to Plaid's own request and response types: a field that Plaid has and the rules lack, or an answer
 * of another shape, does not compile.
 */
export function route<Request extends object, Response extends object>(
  path: string,
  fields: Record<Exclude<keyof Request, Credentials>, Rule>,
  handle: (services: Services, body: Wire<Request>) => Answer<Response>,
): Route {
  return {
    path,
    shape: object(fields),
    // The shape has been checked before: from here on the body is what its type says.
    handle: (services, body) => handle(services, body as Wire<Request>),
  };
}

/** The same for endpoints of one Item: the handler gets the Item instead of its token. */
export function itemRoute<Request extends { access_token: string }, Response extends object>(
  path: string,
  fields: Record<Exclude<keyof Request, Credentials>, Rule>,
  handle: (services: Services, item: ItemRecord, body: Wire<Request>) => Answer<Response>,
): Route {
  return route<Request, Response>(path, fields, (services, body) => {
    const { access_token: accessToken } = body as { access_token: string };
    return handle(services, services.life.byToken(accessToken), body);
  });
}
