import { onPostgres } from '../../support/store.js';

await onPostgres('the feed of changes', () => import('./changes.test.js'));
