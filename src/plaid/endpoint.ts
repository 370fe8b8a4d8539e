import type { UnixMs } from '../model/ids.js';
import type { CallOutcome } from '../model/item-status.js';
import type { OwnedItem } from '../model/item.js';
import type { PlaidError } from '../model/plaid-error.js';
import type { Scope } from '../model/viewer.js';
import type { Vault } from '../vault/vault.js';
import { hasPlaidCode } from './errors.js';
import type { PlaidCall } from './plaid-call.js';

/** Requests per minute, as Plaid publishes them. `perItem` null: Plaid publishes no limit per Item. */
export interface RateLimit {
  readonly perItem: number | null;
  readonly perClient: number;
}

/** How long a response may be served without calling Plaid again. */
export interface CacheRule {
  /** Part of the cache key, and the `kind` label of the cache metrics. */
  readonly kind: string;
  readonly ttlMs: number;
  /** Whether the data is also encrypted (AES-256-GCM) in the memory of this process: account numbers are. In Redis everything is. */
  readonly encrypted: boolean;
}

/**
 * The connections that an endpoint uses, so that fast calls do not queue behind slow ones. `live` calls wait for the
 * institution, up to half a minute. `reads` and `writes` are served by Plaid itself. `keys` are webhook verification keys.
 */
export type ConnectionPool = 'reads' | 'live' | 'writes' | 'keys';

/** Plaid waits 10 seconds for the response to a webhook. The verification key has to arrive within that time. */
export const SHORT_DEADLINE_MS = 3_000;

/** Everything that is true of one Plaid endpoint. What the gateway does with the endpoint is derived from it. */
export interface Endpoint {
  readonly path: string;
  /**
   * `safe`: sent again after a transient failure. `never`: sent once, because after a lost response it is unknown whether
   * the write happened. `caller`: a read that is sent once, because its caller retries.
   */
  readonly retry: 'safe' | 'never' | 'caller';
  /** `full`: PLAID_TIMEOUT_MS. `short`: at most SHORT_DEADLINE_MS. */
  readonly deadline: 'full' | 'short';
  readonly pool: ConnectionPool;
  /** Which errors of an Item a successful call proves to be over, besides the errors of the same endpoint. */
  readonly proves: CallOutcome['proves'];
  /** null: Plaid publishes no limit, or the call is a write, which the gateway does not hold back. */
  readonly rateLimit: Readonly<Record<'sandbox' | 'production', RateLimit>> | null;
  readonly cache: CacheRule | false;
  /** What a GraphQL field that calls the endpoint adds to the cost of an operation. */
  readonly cost: number;
  /** The scope that a field needs to call the endpoint. null: none beyond the scope that gave access to the object. */
  readonly scope: Scope | null;
  /** The name of the data in the audit log: `<name>.fetch` before Plaid is called, `<name>.read` before it is returned. */
  readonly audited: string | false;
  /** Whether the request depends on more than the Item. */
  readonly takesArgs: boolean;
  /** A remark for docs/plaid-coverage.md. */
  readonly remark: string;
}

type Body = Readonly<Record<string, unknown>>;

/** What the client offers to the functions that make a call. */
export interface PlaidCaller {
  readonly vault: Vault;
  /** Redacts tokens and the gateway's credentials in a text of Plaid's. */
  readonly redact: (text: string) => string;
  /** Sends a request without an access token, or with one in the body. `itemId`: the Item it belongs to. */
  send(endpoint: Endpoint, body: Body, call: PlaidCall, itemId?: OwnedItem['id']): Promise<Body>;
  /** Sends a request with the access token of a stored Item and reports the outcome to the Item's record. */
  sendForItem<Result>(
    endpoint: Endpoint,
    item: OwnedItem,
    body: Body,
    call: PlaidCall,
    read: ItemResponse<Result>,
  ): Promise<Result>;
}

/** How the response of a call for an Item is read. */
interface ItemResponse<Result> {
  parse: (response: Body, requestedAt: UnixMs) => Result;
  /** For a successful response that may itself report an error of the Item. */
  errorIn?: ((result: Result) => PlaidError | null) | undefined;
}

/** An endpoint together with its typed call. `Params` is what the call takes besides the PlaidCall. */
export interface CallableEndpoint<Params extends unknown[], Result> extends Endpoint {
  readonly call: (plaid: PlaidCaller, ...params: [...Params, call: PlaidCall]) => Promise<Result>;
}

/** An endpoint that is called for one stored Item, with its access token. */
export type ItemEndpoint<Args, Result> = CallableEndpoint<[item: OwnedItem, ...args: ArgsOf<Args>], Result>;
/** The arguments of a call: none when the endpoint takes none. */
export type ArgsOf<Args> = [Args] extends [undefined] ? [] : [args: Args];

/** An endpoint that is called without an Item. */
export type PublicEndpoint<Args, Result> = CallableEndpoint<[args: Args], Result>;

/** What a parser may use besides the response. */
export interface ParseContext {
  readonly vault: Vault;
  readonly redact: (text: string) => string;
}

/** The facts that have a default. */
type Facts = Pick<Endpoint, 'path' | 'cost'> & Partial<Endpoint>;

interface ItemDescription<Args, Result> extends Facts {
  /** The request body without the access token. Left out: an empty body. */
  request?: (args: Args) => Body;
  parse: (response: Body, context: ParseContext & { item: OwnedItem; requestedAt: UnixMs }) => Result;
  /** For a successful response that may itself report an error of the Item. */
  errorIn?: (result: Result) => PlaidError | null;
}

interface PublicDescription<Args, Result> extends Facts {
  request: (args: Args, context: ParseContext) => Body;
  parse: (response: Body, context: ParseContext, args: Args) => Result;
  /** Plaid's error codes that mean "there is none", and what the call returns then. */
  absent?: { codes: readonly string[]; result: Result };
}

const READ = { retry: 'safe', pool: 'reads', scope: null } as const;
const WRITE = { retry: 'never', pool: 'writes', scope: 'items:write' } as const;

/** A read of one Item. It is idempotent, so it is retried. */
export function itemRead<Result, Args = undefined>(
  description: ItemDescription<Args, Result>,
): ItemEndpoint<Args, Result> {
  return itemEndpoint({ ...READ, ...description });
}

/** A change of one Item. It is sent once. */
export function itemWrite<Result, Args = undefined>(
  description: ItemDescription<Args, Result>,
): ItemEndpoint<Args, Result> {
  return itemEndpoint({ ...WRITE, ...description });
}

/** A read that belongs to no Item. It is idempotent, so it is retried. */
export function publicRead<Result, Args>(description: PublicDescription<Args, Result>): PublicEndpoint<Args, Result> {
  return publicEndpoint({ ...READ, ...description });
}

/** A write that belongs to no stored Item. It is sent once. */
export function publicWrite<Result, Args>(description: PublicDescription<Args, Result>): PublicEndpoint<Args, Result> {
  return publicEndpoint({ ...WRITE, ...description });
}

/** A write whose call is more than one request and one response. */
export function customWrite<Params extends unknown[], Result>(
  description: Facts & {
    call: (endpoint: Endpoint, plaid: PlaidCaller, ...params: [...Params, call: PlaidCall]) => Promise<Result>;
  },
): CallableEndpoint<Params, Result> {
  const { call, ...facts } = description;
  const endpoint = complete({ ...WRITE, ...facts });
  return { ...endpoint, call: (plaid, ...params) => call(endpoint, plaid, ...params) };
}

function itemEndpoint<Args, Result>(
  description: ItemDescription<Args, Result> & Pick<Endpoint, 'retry' | 'pool' | 'scope'>,
): ItemEndpoint<Args, Result> {
  const { request, parse, errorIn, ...facts } = description;
  const endpoint = complete({ ...facts, takesArgs: request !== undefined });
  const call = (plaid: PlaidCaller, item: OwnedItem, ...rest: unknown[]): Promise<Result> => {
    const plaidCall = rest.at(-1) as PlaidCall;
    const body = request === undefined ? {} : request(rest[0] as Args);
    return plaid.sendForItem(endpoint, item, body, plaidCall, {
      parse: (response, requestedAt) =>
        parse(response, { vault: plaid.vault, redact: plaid.redact, item, requestedAt }),
      errorIn,
    });
  };
  return { ...endpoint, call: call };
}

function publicEndpoint<Args, Result>(
  description: PublicDescription<Args, Result> & Pick<Endpoint, 'retry' | 'pool' | 'scope'>,
): PublicEndpoint<Args, Result> {
  const { request, parse, absent, ...facts } = description;
  const endpoint = complete(facts);
  return {
    ...endpoint,
    async call(plaid, args, call) {
      let response: Body;
      try {
        response = await plaid.send(endpoint, request(args, plaid), call);
      } catch (error) {
        if (absent !== undefined && hasPlaidCode(error, ...absent.codes)) return absent.result;
        throw error;
      }
      return parse(response, plaid, args);
    },
  };
}

function complete(facts: Facts & Pick<Endpoint, 'retry' | 'pool' | 'scope'>): Endpoint {
  const defaults = {
    deadline: 'full',
    proves: 'token',
    rateLimit: null,
    cache: false,
    audited: false,
    takesArgs: true,
    remark: '',
  } as const;
  return { ...defaults, ...facts };
}
