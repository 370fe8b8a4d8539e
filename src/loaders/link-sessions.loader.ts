import type { LinkSessionId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { OwnedLinkSession, PlaidLinkSession } from '../model/link-session.js';
import { linkTokenGet } from '../plaid/endpoints/link-token-get.js';
import { hasPlaidCode } from '../plaid/errors.js';
import type { Page, PageRequest } from '../store/store.js';
import { openHostedLinkUrl, openLinkToken } from '../vault/sealing.js';
import { batched, memoizeByKey } from './batching.js';
import type { LoaderContext } from './loader-context.js';

/** A Link session of the viewer. null: absent, or another owner's. */
export function linkSessionById({
  viewer,
  store,
}: LoaderContext): (id: LinkSessionId) => Promise<OwnedLinkSession | null> {
  return batched((ids: readonly LinkSessionId[]) => store.linkSessions.findOwned(viewer.id, ids));
}

/** The viewer's Link sessions, newest first. */
export function linkSessionPage({
  viewer,
  store,
}: LoaderContext): (page: PageRequest) => Promise<Page<OwnedLinkSession>> {
  return (page) => store.linkSessions.list(viewer.id, page);
}

/** The link token and hosted URL in clear: the client opens Link with them. */
export function linkSessionSecrets({
  vault,
}: LoaderContext): (session: OwnedLinkSession) => { linkToken: string; hostedLinkUrl: string | null } {
  return (session) => {
    const { sealedHostedLinkUrl } = session;
    return {
      linkToken: openLinkToken(vault, session),
      hostedLinkUrl: sealedHostedLinkUrl && openHostedLinkUrl(vault, { ...session, sealedHostedLinkUrl }),
    };
  };
}

/** The Items that were stored through a session. */
export function itemsOfLinkSession({ store }: LoaderContext): (session: OwnedLinkSession) => Promise<OwnedItem[]> {
  return (session) => store.items.ofLinkSession(session);
}

/** The Item that a public token of the viewer was exchanged for. null: not exchanged, or removed since. */
export function itemOfPublicToken({
  viewer,
  store,
}: LoaderContext): (fingerprint: string) => Promise<OwnedItem | null> {
  return batched((fingerprints: readonly string[]) => store.items.ofPublicTokens(viewer.id, fingerprints));
}

/** /link/token/get of a session; null when Plaid no longer has the link token, some hours after the session ended. */
export function plaidLinkSession({
  plaid,
  call,
}: LoaderContext): (session: OwnedLinkSession) => Promise<PlaidLinkSession | null> {
  return memoizeByKey(
    (session: OwnedLinkSession) => session.id,
    (session): Promise<PlaidLinkSession | null> =>
      plaid.call(linkTokenGet, session, call).catch((error: unknown) => {
        if (hasPlaidCode(error, 'INVALID_LINK_TOKEN')) return null;
        throw error;
      }),
  );
}
