import { routes } from '../../src/emulator/endpoints/routes.js';
import type { SampleIds } from '../../src/emulator/http/route.js';
import type { EmulatorClient } from './emulator-client.js';

/** Well-formed ids of nothing. */
export const NO_IDS: SampleIds = {
  accessToken: 'access-sandbox-00000000-0000-4000-8000-000000000000',
  publicToken: 'public-sandbox-00000000-0000-4000-8000-000000000000',
  linkToken: 'link-sandbox-00000000-0000-4000-8000-000000000000',
  accountId: 'a'.repeat(37),
  userId: 'usr_0',
};

/** A valid request to a path of the emulator. */
export function sampleBody(path: string, ids = NO_IDS): Record<string, unknown> {
  return routes.find((route) => route.path === path)?.sample(ids) ?? {};
}

/** Creates what the samples of the emulator's routes refer to. */
export async function createSampleIds(client: EmulatorClient): Promise<SampleIds> {
  const plaid = (path: string, body: object) => client.plaid(path, body);
  const { accessToken } = await client.link();
  const { accounts } = (await plaid('/accounts/get', { access_token: accessToken })).body;
  const linkToken = (await plaid('/link/token/create', sampleBody('/link/token/create'))).body;
  const publicToken = (await plaid('/item/public_token/create', { access_token: accessToken })).body;
  const user = (await plaid('/user/create', { client_user_id: 'someone' })).body;
  return {
    accessToken,
    userId: String(user.user_id),
    accountId: (accounts as { account_id: string }[])[0]?.account_id ?? '',
    linkToken: String(linkToken.link_token),
    publicToken: String(publicToken.public_token),
  };
}
