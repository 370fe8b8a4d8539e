/** The objects that the documents of schema/operations are run on. */
export interface OperationTargets {
  itemId: string;
  accountId: string;
  linkSessionId: string;
  publicToken: string;
}

/** Variables for every query and mutation of schema/operations, by name. What ends the Item comes last. */
export function everyOperation({
  itemId,
  accountId,
  linkSessionId,
  publicToken,
}: OperationTargets): Record<string, object> {
  const institution = { institutionId: 'ins_109508' };
  const application = { itemId, applicationId: 'made-up-application' };
  return {
    MyItems: { first: 10 },
    FilteredItems: { status: ['HEALTHY'] },
    ItemById: { id: itemId },
    ItemNumbers: { id: itemId },
    AccountById: { id: accountId },
    LiveBalance: { id: accountId },
    AnyNode: { id: accountId },
    ManyNodes: { ids: [itemId, accountId] },
    InstitutionById: { id: 'ins_109508', countryCodes: ['US'] },
    SearchInstitutions: { query: 'platypus', products: ['auth'] },
    CreateLinkSession: { input: { products: ['auth'], hostedLink: {} } },
    CompleteLinkSession: { input: { linkSessionId } },
    LinkSessionById: { id: linkSessionId },
    MyLinkSessions: { first: 5 },
    ExchangePublicToken: { input: { publicToken } },
    CreateProcessorToken: { input: { accountId, processor: 'dwolla' } },
    CreateStripeBankAccountToken: { input: { accountId } },
    ImportItem: { input: { products: ['auth'], userId: 'u1', authToken: 'made-up-by-a-test', ownerId: 'somebody' } },
    CreateLayerSession: { input: { templateId: 'template_1' } },
    BankTransferEvents: { afterEventId: 0 },
    SandboxCreateItem: { input: {} },
    SandboxCreatePublicToken: { input: { ...institution, initialProducts: ['auth'] } },
    SandboxCreateProcessorToken: { input: institution },
    SandboxSetVerificationStatus: { input: { accountId, verificationStatus: 'automatically_verified' } },
    SandboxFireWebhook: { input: { itemId, webhookCode: 'NEW_ACCOUNTS_AVAILABLE' } },
    RecordedEvents: { first: 50 },
    ItemEvents: { id: itemId, first: 50 },
    ItemConsent: { id: itemId, first: 1 },
    UpdateApplicationScopes: { input: { ...application, scopes: { new_accounts: true }, context: 'PORTAL' } },
    UpdateItemWebhook: { input: { itemId, webhook: null } },
    RotateAccessToken: { input: { itemId } },
    SandboxResetLogin: { input: { itemId } },
    UnlinkApplication: { input: application },
    RemoveItem: { input: { itemId } },
  };
}

/** Variables for every subscription of schema/operations, by name. */
export function everySubscription({ itemId, linkSessionId }: OperationTargets, after: string): Record<string, object> {
  return {
    ItemUpdated: { itemId },
    LinkSessionUpdated: { id: linkSessionId },
    WebhookEvents: { after },
  };
}
