import type { Endpoint } from './endpoint.js';
import * as registry from './endpoints/registry.js';

/** The registry, by name. */
export const ENDPOINTS = registry;

const all: readonly Endpoint[] = Object.values(ENDPOINTS);

/** The closed sets of metric labels that follow from the endpoints. */
export const ENDPOINT_LABELS = {
  endpoint: all.map(({ path }) => path),
  kind: all.flatMap(({ cache }) => (cache === false ? [] : [cache.kind])),
};
