import type { LinkSessionId } from '../model/ids.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import { hasPlaidCode } from '../plaid/errors.js';
import { openHostedLinkUrl, openLinkToken } from '../vault/seal-contexts.js';
import { batched, type LoaderContext, memoizeByKey } from './loader-context.js';
import type { Loaders } from './loaders.js';

type LinkSessionLoaders = Pick<
  Loaders,
  | 'linkSessionById'
  | 'linkSessionPage'
  | 'linkSessionSecrets'
  | 'itemsOfLinkSession'
  | 'itemOfPublicToken'
  | 'plaidLinkSession'
>;

/** The viewer's Link sessions as recorded, and what Plaid tells of them: never kept, because it changes as Link runs. */
export function linkSessionLoaders({ viewer, store, plaid, vault, call }: LoaderContext): LinkSessionLoaders {
  return {
    linkSessionById: batched((ids: readonly LinkSessionId[]) => store.linkSessions.findOwned(viewer.id, ids)),
    linkSessionPage: (page) => store.linkSessions.list(viewer.id, page),
    linkSessionSecrets(session) {
      const { sealedHostedLinkUrl } = session;
      return {
        linkToken: openLinkToken(vault, session),
        hostedLinkUrl: sealedHostedLinkUrl && openHostedLinkUrl(vault, { ...session, sealedHostedLinkUrl }),
      };
    },
    itemsOfLinkSession: (session) => store.items.ofLinkSession(session),
    itemOfPublicToken: batched((fingerprints: readonly string[]) =>
      store.items.ofPublicTokens(viewer.id, fingerprints),
    ),
    plaidLinkSession: memoizeByKey(
      (session: OwnedLinkSession) => session.id,
      (session) =>
        plaid.linkTokenGet(session, call).catch((error: unknown) => {
          // Plaid forgets a session some hours after its end.
          if (hasPlaidCode(error, 'INVALID_LINK_TOKEN')) return null;
          throw error;
        }),
    ),
  };
}
