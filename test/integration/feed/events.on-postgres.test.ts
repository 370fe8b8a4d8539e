import { onPostgres } from '../../support/store.js';

await onPostgres('the feed of events', () => import('./events.test.js'));
