/** Plaid's error object as data (an Item's `error`, a Link exit), with camelCase names. */
export interface PlaidError {
  errorType: string;
  errorCode: string;
  errorCodeReason: string | null;
  errorMessage: string;
  displayMessage: string | null;
  requestId: string | null;
  documentationUrl: string | null;
  suggestedAction: string | null;
  status: number | null;
  causes: Record<string, unknown>[] | null;
  requiredAccountSubtypes: string[] | null;
  providedAccountSubtypes: string[] | null;
}
