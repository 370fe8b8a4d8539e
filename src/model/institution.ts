import type { InstitutionId } from './ids.js';

/** A financial institution that Plaid supports. */
export interface Institution {
  id: InstitutionId;
  name: string;
  products: string[];
  countryCodes: string[];
  url: string | null;
  primaryColor: string | null;
  /** Base64-encoded PNG of 152 x 152 pixels. */
  logo: string | null;
  routingNumbers: string[];
  oauth: boolean;
}
