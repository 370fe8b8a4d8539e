import { Configuration, PlaidApi } from 'plaid';
import type { PlaidError } from 'plaid';
import { recordResponse } from './emulator-coverage/record.js';
import { plaidSchema, requireConformance } from './plaid-schema/conformance.js';

/** A response of Plaid's official client. */
interface SdkResponse {
  status: number;
  data: Record<string, unknown>;
  config: { url?: string };
}

/** Plaid's official client against the emulator. Every response is validated against Plaid's schemas. */
export interface Sdk {
  api: PlaidApi;
  /** The paths it has called so far. */
  readonly called: ReadonlySet<string>;
}

function isResponse(value: unknown): value is SdkResponse {
  return typeof value === 'object' && value !== null && 'config' in value && 'data' in value;
}

/** The response in what axios threw, or undefined without one. */
function responseOf(thrown: unknown): SdkResponse | undefined {
  const reply = (thrown as { response?: unknown } | null)?.response;
  return isResponse(reply) ? reply : undefined;
}

/** Creates the client as Plaid's README shows, with another base URL. A proxy object inspects its responses. */
export function createSdk(baseUrl: string): Sdk {
  const called = new Set<string>();
  const examine = ({ status, data, config }: SdkResponse): void => {
    const path = new URL(config.url ?? '', baseUrl).pathname;
    called.add(path);
    requireConformance(`${path} returned ${JSON.stringify(data)}`, plaidSchema()?.answer(path, status, data));
    recordResponse(path, status, data, 'sdk');
  };
  const api = new PlaidApi(
    new Configuration({
      basePath: baseUrl,
      baseOptions: {
        headers: {
          'PLAID-CLIENT-ID': 'emulator-client-id',
          'PLAID-SECRET': 'emulator-secret',
          'Plaid-Version': '2020-09-14',
        },
      },
    }),
  );
  const watched = new Proxy(api, {
    get: (target, name, receiver) => {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]): Promise<unknown> => {
        try {
          const reply: unknown = await Reflect.apply(member, target, args);
          if (isResponse(reply)) examine(reply);
          return reply;
        } catch (thrown) {
          const reply = responseOf(thrown);
          if (reply !== undefined) examine(reply);
          throw thrown;
        }
      };
    },
  });
  return { api: watched, called };
}

/** The Plaid error of a call that must fail, as an app's catch block reads it. */
export async function sdkError(call: Promise<unknown>): Promise<{ status: number; error: PlaidError }> {
  const thrown: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const reply = responseOf(thrown);
  if (reply === undefined) throw new Error('the call did not fail with an answer of Plaid');
  return { status: reply.status, error: reply.data as unknown as PlaidError };
}

/** Methods whose names do not follow from their paths. */
const METHODS: Readonly<Record<string, string>> = { '/item/public_token/create': 'itemCreatePublicToken' };

/** Calls a path with the method that the SDK has for it, such as identityMatch for /identity/match. */
export async function callPath(
  api: PlaidApi,
  path: string,
  body: object,
): Promise<Pick<SdkResponse, 'status' | 'data'>> {
  const name = METHODS[path] ?? path.slice(1).replace(/[/_](\w)/g, (_, letter: string) => letter.toUpperCase());
  const method: unknown = Reflect.get(api, name);
  if (typeof method !== 'function') throw new Error(`Plaid's SDK has no method ${name} for ${path}`);
  try {
    return (await Reflect.apply(method, api, [body])) as SdkResponse;
  } catch (thrown) {
    const reply = responseOf(thrown);
    if (reply === undefined) throw thrown;
    return reply;
  }
}
