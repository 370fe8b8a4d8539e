import { onPostgres } from '../../support/store.js';

await onPostgres('the vault', () => import('./create-vault.test.js'));
