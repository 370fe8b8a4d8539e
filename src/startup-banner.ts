/** What `npm start` prints once it serves, for a person who sees it for the first time. */
export function startupBanner(where: { url: string; emulatorUrl: string | null }): string {
  const base = where.url.replace(/\/graphql$/, '');
  return `
The Plaid GraphQL gateway is ready.

  Sandbox (open in a browser)   ${base}/graphql
  API (queries and mutations)   POST ${base}/graphql
  Subscriptions                 ${base.replace(/^http/, 'ws')}/graphql  (graphql-ws)
  Webhook receiver              POST ${base}/webhooks/plaid
${where.emulatorUrl === null ? '' : `  Plaid emulator (open it too)  ${where.emulatorUrl}/emulator\n`}
Paste this to make an Item and see its accounts:

  curl -s ${base}/graphql -H 'content-type: application/json' -d '{"query":"mutation { sandboxCreateItem(input: {}) { item { id status accounts { name mask balances { current } } } } }"}'

`;
}
