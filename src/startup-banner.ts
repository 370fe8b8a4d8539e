import { VERSION } from './config/version.js';

/** What `npm start` prints once the gateway serves, for a first-time user. */
export function startupBanner({ url: base, emulatorUrl }: { url: string; emulatorUrl: string | null }): string {
  return `
The Plaid GraphQL gateway ${VERSION} is ready.

  Sandbox (open in a browser)   ${base}/graphql
  API (queries and mutations)   POST ${base}/graphql
  Subscriptions                 ${base.replace(/^http/, 'ws')}/graphql  (graphql-ws)
  Webhook receiver              POST ${base}/webhooks/plaid
${emulatorUrl === null ? '' : `  Plaid emulator (open it too)  ${emulatorUrl}/emulator\n`}
Paste this to create an Item and see its accounts:

  curl -s ${base}/graphql -H 'content-type: application/json' -d '{"query":"mutation { sandboxCreateItem(input: {}) { item { id status accounts { name mask balances { current } } } } }"}'

`;
}
