import { VERSION } from './config/version.js';

/** Printed by `npm start` when the gateway is ready, for a first-time user. */
export function startupBanner({ url: base, emulatorUrl }: { url: string; emulatorUrl: string | null }): string {
  return `
The Plaid GraphQL gateway ${VERSION} is ready.

  Playground (in a browser)     ${base}/graphql
  API (queries and mutations)   POST ${base}/graphql
  Subscriptions                 ${base.replace(/^http/, 'ws')}/graphql  (graphql-ws)
  Webhook receiver              POST ${base}/webhooks/plaid
${emulatorUrl === null ? '' : `  Plaid emulator (in a browser) ${emulatorUrl}/emulator\n`}
Create an Item and read its accounts:

  curl -s ${base}/graphql -H 'content-type: application/json' -d '{"query":"mutation { sandboxCreateItem(input: {}) { item { id status accounts { name mask balances { current } } } } }"}'

`;
}
