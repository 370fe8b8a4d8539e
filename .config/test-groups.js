/**
 * The groups of tests, each by the paths of its files: `npm run test:unit` and so on. Every test file belongs to exactly
 * one; test/unit/repository/test-groups.test.ts checks it.
 */
export const GROUPS = {
  unit: /^test\/unit\//,
  integration: /^test\/integration\/(?!emulator\/|conformance\/)/,
  emulator: /^test\/integration\/(emulator|conformance)\//,
  security: /^test\/security\//,
  reliability: /^test\/reliability\//,
  e2e: /^test\/e2e\//,
};

/**
 * What `npm test` runs: the units, the GraphQL API over the emulator, the feed, the webhooks, and the demo. At most three
 * minutes on two cores with nothing but Node, so tests that need PostgreSQL or Redis are left to `npm run test:all`.
 */
export const CORE =
  /^test\/(unit|integration\/(gateway|feed|webhooks)|e2e\/demo)(?!.*(\.on-postgres|\/redis-notifier|\/database-outage)\.)/;
