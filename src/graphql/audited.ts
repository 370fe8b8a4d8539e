/** The extension of fields whose every read is put on record: answers with them are never shared between subscriptions. */
export const AUDITED = { audited: true } as const;
