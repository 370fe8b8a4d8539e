import { randomBytes as systemRandomBytes } from 'node:crypto';
import type { VaultKey } from '../config/config.js';
import { asEventId, asItemId, asLinkSessionId, asOwnerId, type Sealed } from '../model/ids.js';
import { SEALED_COLUMNS, type SealedColumn, type SealedValues } from '../store/store.js';
import { DecryptionError } from './errors.js';
import { settingContext } from './bootstrap.js';
import {
  accessTokenContext,
  createKeyRing,
  type KeyRing,
  linkSecretContext,
  open,
  publicTokenContext,
  seal,
  type SealContext,
  sealedPrefix,
  webhookBodyContext,
} from './sealing.js';

/** `unreadable` values were encrypted with a key that is not in the ring, or are damaged. They are left unchanged. */
export interface RewrapResult {
  resealed: number;
  unreadable: number;
}

interface SealedRow {
  id: string;
  ownerId: string;
  sealed: Sealed;
}

/** How many values are read per statement. */
const BATCH = 100;

/** The seal context of each column. */
const CONTEXTS: Record<SealedColumn, (row: SealedRow) => SealContext> = {
  settings: (row) => settingContext(row.id),
  'items.access_token': (row) => accessTokenContext(asOwnerId(row.ownerId), asItemId(row.id)),
  'link_sessions.link_token': (row) => linkSecretContext(sessionOf(row), 'link_token'),
  'link_sessions.hosted_link_url': (row) => linkSecretContext(sessionOf(row), 'hosted_link_url'),
  'journal.public_token': (row) => publicTokenContext(asOwnerId(row.ownerId)),
  'events.body': (row) => webhookBodyContext(asEventId(row.id)),
  'letters.body': (row) => webhookBodyContext(asEventId(row.id)),
};

function sessionOf(row: SealedRow) {
  return { id: asLinkSessionId(row.id), ownerId: asOwnerId(row.ownerId) };
}

/**
 * Encrypts every secret of the database again with the first key of the ring. It can be stopped and restarted at any
 * time, and can run while gateways with the new key are running: values of the new key are skipped, and a value that changes
 * meanwhile is not overwritten.
 */
export async function rewrap(
  keys: readonly VaultKey[],
  values: SealedValues,
  randomBytes: (size: number) => Buffer = systemRandomBytes,
): Promise<RewrapResult> {
  const ring = createKeyRing(keys);
  const total: RewrapResult = { resealed: 0, unreadable: 0 };
  for (const column of SEALED_COLUMNS) {
    for (let after = ''; ;) {
      const rows = await values.withoutPrefixes(column, [sealedPrefix(ring.sealing.id)], { after, limit: BATCH });
      const last = rows.at(-1);
      if (last === undefined) break;
      for (const row of rows) {
        const resealed = reseal(ring, CONTEXTS[column](row), row.sealed, randomBytes);
        if (resealed === null) total.unreadable += 1;
        else {
          await values.replace(column, row.id, row.sealed, resealed);
          total.resealed += 1;
        }
      }
      after = last.id;
    }
  }
  return total;
}

function reseal(
  ring: KeyRing,
  context: SealContext,
  sealed: Sealed,
  randomBytes: (size: number) => Buffer,
): Sealed | null {
  try {
    return seal(ring, randomBytes, context, open(ring, context, sealed));
  } catch (error) {
    if (error instanceof DecryptionError) return null;
    throw error;
  }
}
